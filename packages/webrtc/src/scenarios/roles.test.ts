import { expect, test } from 'vitest'
import { connectBoth, connectionOf, received, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

test.each(['ada', 'bob'] as const)(
  'after a new start of ICE by %s both see each other, though the other’s browser answers with the wrong role',
  async (by) => {
    const { world, ada, bob } = scene
    await connectBoth(scene)
    for (const listener of scene[by].networkListeners) listener()
    await world.run(3_000)
    const [own, other] = by === 'ada' ? [ada, bob] : [bob, ada]
    expect(connectionOf(own).made.restarts).toBeGreaterThan(0)
    expect(connectionOf(other).remoteDescription?.sdp).toContain(`a=ice-ufrag:${connectionOf(own).ufrag}`)
    expect(connectionOf(own).remoteDescription?.sdp).toContain(`a=ice-ufrag:${connectionOf(other).ufrag}`)
    for (const party of [ada, bob]) {
      expect(connectionOf(party).signalingState).toBe('stable')
      expect(received(party, 'video')).toBe('Built-in camera')
      expect(party.connections).toHaveLength(1)
    }
  },
)
