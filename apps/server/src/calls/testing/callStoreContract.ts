import { describe } from 'vitest'
import { describeAdoption } from './adoptionContract.ts'
import { describeLife } from './lifeContract.ts'
import { describeMeeting } from './meetingContract.ts'
import { describeSilencing } from './silencingContract.ts'
import type { CreateCallStore } from './storeSetUp.ts'

/** The tests that every implementation of `CallStore` must pass. */
export function describeCallStore(name: string, create: CreateCallStore): void {
  describe(name, () => {
    describeLife(create)
    describeSilencing(create)
    describeMeeting(create)
    describeAdoption(create)
  })
}
