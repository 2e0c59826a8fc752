import { expect, test } from 'vitest'
import { liveTracks, openConnections } from '../testing/index.ts'
import { connected, preview, RELEASED, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

test('a hundred calls in a row leave no connection, track, listener or timer behind', async () => {
  const { world, ada, bob } = scene
  for (let call = 0; call < 100; call += 1) {
    const callId = `call-${String(call).padStart(16, '0')}`
    ada.session.sync(preview({}, callId))
    bob.session.sync(preview({}, callId))
    await world.run(50)
    ada.session.sync(connected(bob, {}, callId))
    bob.session.sync(connected(ada, {}, callId))
    await world.run(200)
    expect(ada.session.getSnapshot().connection).toBe('connected')
    expect(openConnections()).toBe(2)
    ada.session.sync(RELEASED)
    bob.session.sync(RELEASED)
    await world.run(50)
    expect(openConnections() + liveTracks() + world.clock.pending).toBe(0)
    expect(ada.media.deviceChangeListeners).toBe(0)
  }
})
