import { describe } from 'vitest'
import { describeAdoption } from './adoptionContract.ts'
import { describeHolding } from './holdingContract.ts'
import { describeLife } from './lifeContract.ts'
import { describeMeeting } from './meetingContract.ts'
import type { CreateCallStore } from './storeSetUp.ts'

/** What every `CallStore` must do, whatever it keeps calls in. */
export function describeCallStore(name: string, create: CreateCallStore): void {
  describe(name, () => {
    describeLife(create)
    describeHolding(create)
    describeMeeting(create)
    describeAdoption(create)
  })
}
