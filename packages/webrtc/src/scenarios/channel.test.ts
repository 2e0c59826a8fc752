import { expect, test } from 'vitest'
import type { CallSession } from '../callSession.ts'
import { connectBoth, connected, connectionOf, NEXT_CALL, RELEASED, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

/** All that a side hears of the type `note` in its present call. */
function hear(session: CallSession, channel: 'bulk' | 'inputs' = 'inputs'): unknown[] {
  const heard: unknown[] = []
  session.channel(channel).subscribe(
    'note',
    (payload) => payload,
    ({ payload }) => void heard.push(payload),
  )
  return heard
}

test('both channels are there with the connection, without a negotiation of their own', async () => {
  const { ada, bob } = scene
  const [inputs, bulk] = [hear(bob.session), hear(bob.session, 'bulk')]
  await connectBoth(scene)
  expect(connectionOf(ada).made).toMatchObject({ offers: 1 })
  expect(connectionOf(ada).channels.map(({ label, id }) => [label, id])).toEqual([
    ['control', 0],
    ['bulk', 1],
    ['inputs', 2],
  ])
  expect(ada.session.channel('inputs').send('note', 'fast')).toBe(true)
  expect(ada.session.channel('bulk').send('note', 'whole')).toBe(true)
  await scene.world.run()
  expect([inputs, bulk]).toEqual([['fast'], ['whole']])
})

test('a channel outlives a reload of the other side', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const channel = ada.session.channel('inputs')
  const heard = hear(ada.session)
  let ready = 0
  channel.onReady(() => {
    ready += 1
  })
  bob.session.channel('inputs').send('note', 'before')
  await world.run()
  bob.session.sync(connected(ada, {}, undefined, 1))
  ada.session.sync(connected(bob, {}, undefined, 1))
  expect(channel.send('note', 'into the void')).toBe(false)
  await world.run(1_000)
  bob.session.channel('inputs').send('note', 'after')
  await world.run()
  expect(heard).toEqual(['before', 'after'])
  expect([ready, channel.state().open, ada.session.channel('inputs') === channel]).toEqual([1, true, true])
})

test('a channel ends with its call: nothing of the next one is heard or sent over it', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const old = ada.session.channel('inputs')
  const heard = hear(ada.session)
  for (const { session } of [ada, bob]) session.sync(RELEASED)
  await world.run()
  expect([old.send('note', 1), old.state().open]).toEqual([false, false])
  // What is asked for between two calls is for the next.
  const next = hear(ada.session)
  ada.session.sync(connected(bob, {}, NEXT_CALL))
  bob.session.sync(connected(ada, {}, NEXT_CALL))
  await world.run()
  bob.session.channel('inputs').send('note', 'next')
  await world.run()
  expect([heard, next, old.send('note', 1)]).toEqual([[], ['next'], false])
})

test('once this side leaves, nothing more is sent or heard', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const [channel, heard] = [ada.session.channel('inputs'), hear(ada.session)]
  ada.session.sync(RELEASED)
  expect(channel.send('note', 1)).toBe(false)
  bob.session.channel('inputs').send('note', 1)
  await world.run()
  expect(heard).toEqual([])
})

test('another side without these channels costs nothing', async () => {
  const { world, ada } = scene
  world.network.channels = false
  await connectBoth(scene)
  expect([ada.session.channel('inputs').send('note', 1), ada.session.channel('inputs').state().open]).toEqual([
    false,
    false,
  ])
})
