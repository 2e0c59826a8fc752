import { expect, test } from 'vitest'
import { MAX_DROPPED, MAX_HELD } from '../channels/standbyChannels.ts'
import type { MediaPlan } from '../mediaPlan.ts'
import type { FakeParty } from '../testing/index.ts'
import { CALL, connectBoth, connected, connectionOf, RELEASED, useWorld, wish } from '../testing/useWorld.ts'

const scene = useWorld()

const media = (seq: number, microphone: boolean) =>
  JSON.stringify({ type: 'media', seq, microphone, camera: true, screen: false })

/** The data channel of this name on the latest connection of a party. */
function channelOf(party: FakeParty, name: string) {
  const channel = connectionOf(party).channels.find(({ label }) => label === name)
  if (!channel) throw new Error(`no ${name}`)
  return channel
}

test('T35: a flood on control ends the call here as a flood, and the other side is told that it failed', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  for (let n = 1; n <= 5_000; n += 1) channelOf(bob, 'control').deliver(media(1_000 + n, n % 2 === 0))
  expect(bob.lost).toEqual([{ callId: CALL, reason: 'failed', because: 'flooded' }])
  expect(connectionOf(bob).transceivers.map(({ sender }) => sender.asked)).toEqual([null, null])
  bob.session.sync(RELEASED)
  await world.run()
  expect(ada.left).toEqual([{ callId: CALL, reason: 'failed' }])
  expect(connectionOf(bob).closed).toBe(true)
})

test('T35: a flood on bulk of what is listened to does the same', async () => {
  const { bob, ada } = scene
  await connectBoth(scene)
  bob.session.channel('bulk').subscribe(
    'note',
    () => true,
    () => undefined,
  )
  const channel = ada.session.channel('bulk')
  for (let n = 0; n < 700; n += 1) {
    channel.send('note', n)
    channelOf(ada, 'bulk').flush()
  }
  expect(bob.lost).toEqual([{ callId: CALL, reason: 'failed', because: 'flooded' }])
})

test('T35: a state that is told two hundred times in a moment is shown twice, and is the latest', async () => {
  const { world, bob } = scene
  await connectBoth(scene)
  const shown: boolean[] = []
  const stop = bob.session.subscribe(() => void shown.push(bob.session.getSnapshot().remote.microphone))
  for (let n = 1; n <= 201; n += 1) channelOf(bob, 'control').deliver(media(1_000 + n, n % 2 === 0))
  await world.run(100)
  stop()
  expect(shown.length).toBeLessThanOrEqual(2)
  expect(bob.session.getSnapshot().remote.microphone).toBe(false)
  expect(bob.lost).toEqual([])
})

/** It rings at bob, who is on standby; ada calls. */
const standby = (to: FakeParty, role: 'initiator' | 'responder'): MediaPlan => ({
  ...{ kind: 'preconnect', callId: CALL, role, standby: [to.device], withheld: [], local: wish() },
})

async function ringing(): Promise<void> {
  const { world, ada, bob } = scene
  ada.session.sync(standby(bob, 'initiator'))
  bob.session.sync(standby(ada, 'responder'))
  await world.run(1_000)
}

test.each(['bulk', 'inputs'])(
  'T36: of what the caller sends on %s while it rings nothing is kept, and a flood closes the link',
  async (name) => {
    const { world, ada, bob } = scene
    await ringing()
    for (let n = 0; n < MAX_DROPPED; n += 1) channelOf(bob, name).deliver(new ArrayBuffer(16_384))
    expect(connectionOf(bob).closed).toBe(false)
    channelOf(bob, name).deliver(new ArrayBuffer(16_384))
    expect(connectionOf(bob).closed).toBe(true)
    // The call goes on ringing, and is answered over another connection.
    expect([bob.lost, bob.left]).toEqual([[], []])
    bob.session.sync(connected(ada))
    ada.session.sync(connected(bob))
    await world.run(50)
    expect(bob.renewals.at(-1)).toEqual({ callId: CALL, attempt: 1 })
    bob.session.sync(connected(ada, {}, CALL, 1))
    await world.run(100)
    ada.session.sync(connected(bob, {}, CALL, 1))
    await world.run(1_000)
    expect(bob.session.getSnapshot().connection).toBe('connected')
  },
)

test('T36: a flood on control while it rings closes the link, and the call goes on', async () => {
  const { bob } = scene
  await ringing()
  for (let n = 1; n <= 5_000; n += 1) channelOf(bob, 'control').deliver(media(n, n % 2 === 0))
  expect(connectionOf(bob).closed).toBe(true)
  expect([bob.lost, bob.left]).toEqual([[], []])
})

test('T36: of a device that rings the caller holds a few messages, which are heard after the answer', async () => {
  const { world, ada, bob } = scene
  await ringing()
  const heard: unknown[] = []
  ada.session.channel('bulk').subscribe(
    'note',
    (payload) => payload,
    ({ payload }) => void heard.push(payload),
  )
  bob.session.sync(connected(ada))
  await world.run(50)
  for (let n = 1; n <= MAX_HELD + 50; n += 1) bob.session.channel('bulk').send('note', n)
  await world.run(50)
  ada.session.sync(connected(bob))
  await world.run(50)
  expect(heard).toEqual(Array.from({ length: MAX_HELD }, (_, n) => n + 1))
})
