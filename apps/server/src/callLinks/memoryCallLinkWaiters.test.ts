import { createMemoryCallLinkWaiters } from './memoryCallLinkWaiters.ts'
import { describeCallLinkWaiters } from './testing/callLinkWaitersContract.ts'

describeCallLinkWaiters('waiters at call links in memory', createMemoryCallLinkWaiters)
