import { afterEach, beforeEach, expect } from 'vitest'
import type { ConnectedPlan, LocalWish, MediaPlan } from '../mediaPlan.ts'
import { openConnections } from './fakePeerConnection.ts'
import { liveTracks } from './fakeTrack.ts'
import { createFakeWorld, type FakeParty, type FakeWorld } from './fakeWorld.ts'

/** Two calls that tests name. */
export const CALL = 'call-0000000000000001'
export const NEXT_CALL = 'call-0000000000000002'
export const RELEASED: MediaPlan = { kind: 'released' }

/** A video call's wish, changed where the test says. */
export const wish = (changes: Partial<LocalWish> = {}): LocalWish => ({
  microphone: true,
  camera: true,
  muted: false,
  microphoneId: null,
  cameraId: null,
  screen: false,
  lessData: false,
  insistOnVideo: false,
  ...changes,
})

export const preview = (changes: Partial<LocalWish> = {}, callId = CALL): MediaPlan => ({
  kind: 'preview',
  callId,
  local: wish(changes),
})

/** Ada calls Bob: she is the initiator. */
export const connected = (
  to: FakeParty,
  changes: Partial<LocalWish> = {},
  callId = CALL,
  attempt = 0,
): ConnectedPlan => ({
  kind: 'connected',
  callId,
  remote: to.device,
  role: to.device.userId === 'bob' ? 'initiator' : 'responder',
  attempt,
  local: wish(changes),
})

/** The parts of a test's world. */
export interface Scene {
  world: FakeWorld
  ada: FakeParty
  bob: FakeParty
}

/** Sets a fresh scene for every test, and checks after it that nothing is left: no track, connection, listener or timer. */
export function useWorld(): Scene {
  const set = (): Scene => {
    const world = createFakeWorld()
    return { world, ada: world.join('ada'), bob: world.join('bob') }
  }
  const scene = set()
  beforeEach(() => void Object.assign(scene, set()))
  afterEach(async () => {
    await scene.world.close()
    expect({ tracks: liveTracks(), connections: openConnections(), timers: scene.world.clock.pending }).toEqual({
      tracks: 0,
      connections: 0,
      timers: 0,
    })
    expect(scene.ada.networkListeners.size + scene.bob.networkListeners.size).toBe(0)
    expect(scene.ada.pageListeners.size + scene.bob.pageListeners.size).toBe(0)
    for (const { media } of [scene.ada, scene.bob]) expect(media.levels.size + media.visibleListeners).toBe(0)
    expect(scene.ada.media.deviceChangeListeners + scene.bob.media.deviceChangeListeners).toBe(0)
  })
  return scene
}

/** Both are in the call, and enough time has passed. */
export async function connectBoth({ world, ada, bob }: Scene, changes: Partial<LocalWish> = {}): Promise<void> {
  ada.session.sync(connected(bob, changes))
  bob.session.sync(connected(ada, changes))
  await world.run()
}

/** The latest connection of a party. */
export function connectionOf(party: FakeParty): FakeParty['connections'][number] {
  const connection = party.connections.at(-1)
  if (!connection) throw new Error(`${party.device.userId} has no connection`)
  return connection
}

/** The label of the track that arrives at a party, or null if nothing live does. */
export function received(party: FakeParty, kind: 'audio' | 'video'): string | null {
  const transceiver = connectionOf(party).transceivers.find((one) => one.kind === kind)
  const source = transceiver?.receiver.track.source
  return source?.readyState === 'live' ? source.label : null
}
