import { createMemoryPresence } from './memoryPresence.ts'
import { describePresence } from './testing/presenceContract.ts'

describePresence('presence in memory', createMemoryPresence)
