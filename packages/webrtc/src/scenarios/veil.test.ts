import { expect, test } from 'vitest'
import type { FakeParty } from '../testing/index.ts'
import { CALL, connectBoth, connected, connectionOf, preview, received, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

const videoSender = (party: FakeParty) => {
  const sender = connectionOf(party).transceivers.find(({ kind }) => kind === 'video')?.sender
  if (!sender) throw new Error('nothing sends video')
  return sender
}
/** The scale of the picture; null while none leaves. */
const scaleOf = (party: FakeParty): number | null =>
  videoSender(party).track ? (videoSender(party).parameters.encodings[0]?.scaleResolutionDownBy ?? 1) : null
/** The camera of these tests takes 1280 × 720 pixels; 28 × 16 leave. */
const coarse = 720 / 16

test('somebody who is veiled sends a picture so coarse that it shows nobody, and says so', async () => {
  await connectBoth(scene, { veiled: true })
  for (const party of [scene.ada, scene.bob]) {
    expect(scaleOf(party)).toBe(coarse)
    expect(party.session.getSnapshot().remote).toMatchObject({ camera: true, veiled: true })
  }
})

test('one of the two alone unveils neither; the second does both, without negotiation', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene, { veiled: true })
  const offers = connectionOf(ada).signalingState
  ada.session.sync(connected(bob, { veiled: false }))
  await world.run(1_000)
  expect([scaleOf(ada), scaleOf(bob)]).toEqual([coarse, coarse])
  expect(bob.session.getSnapshot().remote.veiled).toBe(false)
  bob.session.sync(connected(ada, { veiled: false }))
  await world.run(1_000)
  expect([scaleOf(ada), scaleOf(bob)]).toEqual([1, 1])
  expect(connectionOf(ada).signalingState).toBe(offers)
})

test('not one frame leaves before the sender knows how coarse it has to be', async () => {
  const { world, ada, bob } = scene
  const seen: (number | null)[] = []
  ada.session.subscribe(() => {
    if (ada.connections.length > 0 && connectionOf(ada).transceivers.length > 0) seen.push(scaleOf(ada))
  })
  ada.session.sync(preview())
  await world.run()
  await connectBoth(scene, { veiled: true })
  expect(received(bob, 'video')).not.toBeNull()
  expect(seen.every((scale) => scale === null || scale === coarse)).toBe(true)
})

test('somebody who wants to be seen before the other has said anything is not, in any connection of the call', async () => {
  const { world, ada, bob } = scene
  const seen: (number | null)[] = []
  ada.session.subscribe(() => {
    if (ada.connections.length > 0 && connectionOf(ada).transceivers.length > 0) seen.push(scaleOf(ada))
  })
  for (const attempt of [0, 1]) {
    ada.session.sync(connected(bob, { veiled: false }, CALL, attempt))
    expect(ada.session.getSnapshot().remote.veiled).toBe(true)
    bob.session.sync(connected(ada, { veiled: true }, CALL, attempt))
    await world.run()
    expect(scaleOf(ada)).toBe(coarse)
  }
  expect(seen.every((scale) => scale === null || scale === coarse)).toBe(true)
})

test('a screen that is shared while veiled is as coarse', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene, { veiled: true })
  ada.session.sync(connected(bob, { veiled: true, screen: true }))
  await world.run(1_000)
  expect(scaleOf(ada)).toBe(coarse)
})

test.each([
  ['0, as before its first frame', { width: 0, height: 0 }],
  ['the width 0 alone', { width: 0, height: 720 }],
  ['none', {}],
])(
  'T29: a face is not seen because a camera tells no size (%s): no picture leaves before it is known',
  async (_name, size) => {
    const { world, ada, bob } = scene
    const seen: (number | null)[] = []
    ada.session.sync(preview())
    await world.run()
    const camera = ada.media.live('cam-1')
    if (!camera) throw new Error('the camera is off')
    camera.size = size
    ada.session.subscribe(() => {
      if (ada.connections.length > 0 && connectionOf(ada).transceivers.length > 0) seen.push(scaleOf(ada))
    })
    await connectBoth(scene, { veiled: true })
    await world.run(5_000)
    expect(videoSender(ada)).toMatchObject({ track: null, parameters: { encodings: [{ active: false }] } })
    expect(received(bob, 'video')).toBeNull()
    camera.size = { width: 640, height: 480 }
    await world.run(2_000)
    expect(scaleOf(ada)).toBe(480 / 16)
    expect(seen.every((scale) => scale === null || scale === 480 / 16)).toBe(true)
    // It is told no longer: what left is taken back.
    camera.size = size
    await world.run(2_000)
    expect(videoSender(ada).track).toBeNull()
    // Both want to be seen: no size is needed for that.
    ada.session.sync(connected(bob, { veiled: false }))
    bob.session.sync(connected(ada, { veiled: false }))
    await world.run(2_000)
    expect(scaleOf(ada)).toBe(1)
  },
)

test('without an answer about relays no address is shown, and they are asked for again', async () => {
  const { world } = scene
  const turn = { urls: ['turn:turn.example:3478'], username: 'u', credential: 'c' }
  const answers: (RTCIceServer[] | null)[] = [null, null, [turn]]
  const iceServers = async () => {
    const servers = answers.shift()
    if (!servers) throw new Error('no answer')
    return { servers, renewAt: null }
  }
  const [dora, emil] = [world.join('dora', { iceServers }), world.join('emil')]
  dora.session.sync({ ...connected(emil), relayed: true })
  await world.run(1_000)
  expect(connectionOf(dora).configuration).toMatchObject({ iceServers: [], iceTransportPolicy: 'relay' })
  await world.run(4_000)
  expect(connectionOf(dora).configuration).toMatchObject({ iceServers: [turn], iceTransportPolicy: 'relay' })
  expect(answers).toEqual([])
})

test('where it turns out that there is no relay, the two connect without', async () => {
  const { world, ada } = scene
  const answers = [false, true]
  const iceServers = async () => {
    if (!answers.shift()) throw new Error('no answer')
    return { servers: [], renewAt: null }
  }
  const dora = world.join('dora', { iceServers })
  dora.session.sync({ ...connected(ada), relayed: true })
  await world.run(3_000)
  expect(connectionOf(dora).configuration).not.toHaveProperty('iceTransportPolicy')
})

test('a relay whose address this browser does not accept is no reason to show one’s own', async () => {
  const { world, bob } = scene
  const made: RTCConfiguration[] = []
  const dora = world.join('dora', {
    iceServers: async () => ({ servers: [{ urls: 'turn:turn.example:99999' }], renewAt: null }),
    createPeerConnection(config) {
      if (config.iceServers?.length) throw new DOMException('bad address', 'SyntaxError')
      made.push(config)
      return world.network.createPeerConnection(config)
    },
  })
  dora.session.sync({ ...connected(bob), relayed: true })
  await world.run()
  expect(made).toMatchObject([{ iceTransportPolicy: 'relay' }])
})

test('somebody who must not learn an address gets none but the relay’s, where there is one', async () => {
  const { world } = scene
  const stun = { urls: ['stun:stun.example:3478'] }
  const turn = { urls: ['turn:turn.example:3478'], username: 'u', credential: 'c' }
  const join = (userId: string, servers: RTCIceServer[]) =>
    world.join(userId, { iceServers: async () => ({ servers, renewAt: null }) })
  const [dora, emil] = [join('dora', [stun, turn]), join('emil', [stun])]
  dora.session.sync({ ...connected(emil), relayed: true })
  emil.session.sync({ ...connected(dora), relayed: true })
  await world.run()
  expect(connectionOf(dora).configuration).toMatchObject({ iceTransportPolicy: 'relay' })
  expect(connectionOf(emil).configuration).not.toHaveProperty('iceTransportPolicy')
})
