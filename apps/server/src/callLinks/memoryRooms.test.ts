import { createMemoryRooms } from './memoryRooms.ts'
import { describeRooms } from './testing/roomsContract.ts'

describeRooms('rooms in memory', createMemoryRooms)
