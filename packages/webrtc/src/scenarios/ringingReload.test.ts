import { expect, test } from 'vitest'
import { createCallSession } from '../callSession.ts'
import type { MediaPlan } from '../mediaPlan.ts'
import type { FakeParty } from '../testing/fakeWorld.ts'
import { CALL, connected, connectionOf, preview, received, useWorld, wish } from '../testing/useWorld.ts'

const scene = useWorld()

/** It rings at Bob, whom Ada calls; each connects to those that are named. */
const ringing = (at: FakeParty, plan: { standby?: FakeParty[]; withheld?: FakeParty[] }): MediaPlan => ({
  kind: 'preconnect',
  callId: CALL,
  role: at.device.userId === 'ada' ? 'initiator' : 'responder',
  standby: (plan.standby ?? []).map(({ device }) => device),
  withheld: (plan.withheld ?? []).map(({ device }) => device),
  local: wish(),
})

/** The page has gone with all it knew, while it rang; the next one is there. */
function reload(party: FakeParty): FakeParty {
  party.session.close()
  const session = createCallSession(party.ports)
  scene.world.wire.join(party.device, session.receive)
  return { ...party, session }
}

/** Bob answers, and each follows the other to another connection. */
async function answer(ada: FakeParty, bob: FakeParty): Promise<void> {
  bob.session.sync(connected(ada))
  ada.session.sync(connected(bob))
  for (let ms = 0; ms < 5_000; ms += 100) {
    await scene.world.run(100)
    for (const [party, peer] of [[ada, bob] as const, [bob, ada] as const]) {
      const latest = party.renewals.at(-1)
      if (latest) party.session.sync(connected(peer, {}, CALL, latest.attempt))
    }
  }
}

function expectConnected(ada: FakeParty, bob: FakeParty): void {
  for (const party of [ada, bob]) expect(party.session.getSnapshot().connection).toBe('connected')
  expect([received(ada, 'video'), received(bob, 'video')]).toEqual(['Built-in camera', 'Built-in camera'])
  expect(ada.renewals.at(-1)).toEqual({ callId: CALL, attempt: 1 })
}

test('a connection that came up while it rang led to a page that is no more: another is made after the answer', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(ringing(ada, { standby: [bob] }))
  bob.session.sync(ringing(bob, { standby: [ada] }))
  await world.run(1_000)
  expect(connectionOf(ada).connectionState).toBe('connected')
  const again = reload(bob)
  again.session.sync(ringing(bob, { standby: [ada] }))
  await world.run(1_000)
  await answer(ada, again)
  expectConnected(ada, again)
  again.session.close()
})

test('an answer that came while it rang is of a page that is no more: another connection is made', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(ringing(ada, { withheld: [bob] }))
  bob.session.sync(ringing(bob, { standby: [ada] }))
  await world.run(1_000)
  const again = reload(bob)
  again.session.sync(preview())
  await world.run(1_000)
  await answer(ada, again)
  expectConnected(ada, again)
  again.session.close()
})
