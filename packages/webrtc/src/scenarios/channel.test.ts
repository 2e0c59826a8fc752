import { expect, test } from 'vitest'
import type { CallSession } from '../callSession.ts'
import { connectBoth, connected, connectionOf, NEXT_CALL, RELEASED, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

/** All that a side hears of the type `note` in its present call. */
function hear(session: CallSession, lane: 'bulk' | 'inputs' = 'inputs'): unknown[] {
  const heard: unknown[] = []
  session.lane(lane).subscribe(
    'note',
    (payload) => payload,
    ({ payload }) => void heard.push(payload),
  )
  return heard
}

test('both lanes are there with the connection, without a negotiation of their own', async () => {
  const { ada, bob } = scene
  const [inputs, bulk] = [hear(bob.session), hear(bob.session, 'bulk')]
  await connectBoth(scene)
  expect(connectionOf(ada).made).toMatchObject({ offers: 1 })
  expect(connectionOf(ada).channels.map(({ label, id }) => [label, id])).toEqual([
    ['control', 0],
    ['bulk', 1],
    ['inputs', 2],
  ])
  expect(ada.session.lane('inputs').send('note', 'fast')).toBe(true)
  expect(ada.session.lane('bulk').send('note', 'whole')).toBe(true)
  await scene.world.run()
  expect([inputs, bulk]).toEqual([['fast'], ['whole']])
})

test('a lane outlives a reload of the other side', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const lane = ada.session.lane('inputs')
  const heard = hear(ada.session)
  let ready = 0
  lane.onReady(() => {
    ready += 1
  })
  bob.session.lane('inputs').send('note', 'before')
  await world.run()
  bob.session.sync(connected(ada, {}, undefined, 1))
  ada.session.sync(connected(bob, {}, undefined, 1))
  expect(lane.send('note', 'into the void')).toBe(false)
  await world.run(1_000)
  bob.session.lane('inputs').send('note', 'after')
  await world.run()
  expect(heard).toEqual(['before', 'after'])
  expect([ready, lane.state().open, ada.session.lane('inputs') === lane]).toEqual([1, true, true])
})

test('a lane ends with its call: nothing of the next one is heard or sent over it', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const old = ada.session.lane('inputs')
  const heard = hear(ada.session)
  for (const { session } of [ada, bob]) session.sync(RELEASED)
  await world.run()
  expect([old.send('note', 1), old.state().open]).toEqual([false, false])
  // What is asked for between two calls is for the next.
  const next = hear(ada.session)
  ada.session.sync(connected(bob, {}, NEXT_CALL))
  bob.session.sync(connected(ada, {}, NEXT_CALL))
  await world.run()
  bob.session.lane('inputs').send('note', 'next')
  await world.run()
  expect([heard, next, old.send('note', 1)]).toEqual([[], ['next'], false])
})

test('once this side leaves, nothing more is sent or heard', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const [lane, heard] = [ada.session.lane('inputs'), hear(ada.session)]
  ada.session.sync(RELEASED)
  expect(lane.send('note', 1)).toBe(false)
  bob.session.lane('inputs').send('note', 1)
  await world.run()
  expect(heard).toEqual([])
})

test('another side without these channels costs nothing', async () => {
  const { world, ada } = scene
  world.network.channels = false
  await connectBoth(scene)
  expect([ada.session.lane('inputs').send('note', 1), ada.session.lane('inputs').state().open]).toEqual([false, false])
})
