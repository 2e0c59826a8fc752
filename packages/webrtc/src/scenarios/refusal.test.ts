import { limits } from '@parley/protocol'
import { expect, test } from 'vitest'
import type { FakeParty } from '../testing/fakeWorld.ts'
import { CALL, connectBoth, connected, connectionOf, received, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

/** Lets both plans follow the attempts that either side begins, as the app does, for this long. */
async function followFor(ms: number): Promise<void> {
  const { world, ada, bob } = scene
  for (let passed = 0; passed < ms; passed += 100) {
    for (const [party, peer] of [
      [ada, bob],
      [bob, ada],
    ] as const) {
      const latest = party.renewals.at(-1)
      if (latest && party.lost.length === 0) party.session.sync(connected(peer, {}, CALL, latest.attempt))
    }
    await world.run(100)
  }
}

const refusalsOf = (party: FakeParty) => party.session.getSnapshot().refusals

test.each(['offer', 'answer'] as const)(
  'an %s that a browser cannot apply is counted, told, and made good by another attempt',
  async (type) => {
    const { world, ada, bob } = scene
    await connectBoth(scene)
    const refuser = type === 'offer' ? bob : ada
    connectionOf(refuser).refuses = type
    connectionOf(ada).restartIce()
    await world.run(100)
    expect(refuser.session.getSnapshot()).toMatchObject({ refusals: 1, troubled: true, connection: 'connected' })
    await followFor(1_000)
    for (const party of [ada, bob]) {
      expect(party.session.getSnapshot()).toMatchObject({ troubled: false, connection: 'connected' })
      expect(party.connections).toHaveLength(2)
      expect(received(party, 'video')).toBe('Built-in camera')
    }
    expect(refusalsOf(refuser), 'the count is kept').toBe(1)
  },
)

test('a browser that cannot apply anything is not asked for ever, and the call ends as failed', async () => {
  const { world, ada, bob } = scene
  const makes = world.network.createPeerConnection
  world.network.createPeerConnection = (config) => {
    const made = makes(config)
    for (const connection of world.network.connections) connection.refuses = 'offer'
    return made
  }
  ada.session.sync(connected(bob))
  bob.session.sync(connected(ada))
  await followFor(limits.MEDIA_LOSS_MS - 500)
  expect(bob.lost).toEqual([])
  await followFor(1_000)
  expect(bob.lost).toEqual([{ callId: CALL, reason: 'failed' }])
  expect(refusalsOf(bob)).toBeGreaterThan(1)
  expect(bob.connections.length).toBeLessThan(8)
})

const byHand = (...args: Parameters<typeof connected>) => ({ ...connected(...args), byHand: true })

test('in a call by codes an answer that cannot be applied is told, and the same connection tries again', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(byHand(bob))
  bob.session.sync(byHand(ada))
  await world.run()
  const connection = connectionOf(ada)
  connection.refuses = 'answer'
  const { offers } = connection.made
  for (const listener of ada.networkListeners) listener()
  await world.run(1_000)
  expect(ada.session.getSnapshot()).toMatchObject({ refusals: 1, troubled: true, connection: 'connected' })
  expect(connection.made.offers, 'not at once').toBe(offers + 1)
  connection.refuses = null
  await world.run(4_000)
  expect(ada.session.getSnapshot()).toMatchObject({ refusals: 1, troubled: false, connection: 'connected' })
  expect(connection.signalingState).toBe('stable')
  expect(ada.connections).toHaveLength(1)
  expect(connectionOf(bob).remoteDescription?.sdp).toContain(`a=ice-ufrag:${connection.ufrag}`)
  expect([...ada.renewals, ...bob.renewals, ...ada.lost]).toEqual([])
})

test('in a call by codes that never can, the call goes on and it is left at that', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(byHand(bob))
  bob.session.sync(byHand(ada))
  await world.run()
  connectionOf(ada).refuses = 'answer'
  for (const listener of ada.networkListeners) listener()
  await world.run(120_000)
  expect(refusalsOf(ada)).toBeLessThan(8)
  expect(ada.session.getSnapshot()).toMatchObject({ troubled: true, connection: 'connected' })
  expect([...ada.lost, ...bob.lost]).toEqual([])
})
