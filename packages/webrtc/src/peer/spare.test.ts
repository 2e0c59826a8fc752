import { createFakeClock } from '@parley/protocol/testing'
import { afterEach, expect, test } from 'vitest'
import type { IceServers } from '../ports.ts'
import { FakeNetwork } from '../testing/fakeNetwork.ts'
import { openConnections } from '../testing/fakePeerConnection.ts'
import { createSpare } from './spare.ts'

const TURN: IceServers = {
  servers: [{ urls: 'turn:relay.example', username: 'u', credential: 'c' }],
  renewAt: null,
}
const CONFIG = { iceServers: TURN.servers, bundlePolicy: 'max-bundle', iceCandidatePoolSize: 1 } as const

function open(answer: () => Promise<IceServers> = async () => TURN) {
  const network = new FakeNetwork()
  const clock = createFakeClock()
  const listeners = new Set<() => void>()
  const spare = createSpare({
    createPeerConnection: network.createPeerConnection,
    iceServers: answer,
    onNetworkChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    clock,
  })
  return { spare, clock, listeners, made: network.connections }
}

afterEach(() => expect(openConnections()).toBe(0))

test('is made once it is wanted, once, and finds out at once how it can be reached', async () => {
  const { spare, made } = open()
  spare.want({ relayed: false })
  spare.want({ relayed: false })
  await spare.settled()
  expect(made.map(({ configuration }) => configuration)).toEqual([CONFIG])
  expect(spare.take(CONFIG)).toBe(made[0])
  spare.want({ relayed: false })
  await spare.settled()
  expect(made, 'one is enough for a call').toHaveLength(1)
  made[0]?.close()
})

test('that nobody needed is closed, and another is made the next time', async () => {
  const { spare, made, clock, listeners } = open()
  spare.want({ relayed: false })
  await spare.settled()
  spare.want(null)
  expect(made[0]?.closed).toBe(true)
  expect(clock.pending + listeners.size).toBe(0)
  spare.want({ relayed: false })
  await spare.settled()
  expect(made).toHaveLength(2)
  spare.want(null)
})

test('names nothing but a relay where that is wanted, and is not used for anything else', async () => {
  const { spare, made } = open()
  spare.want({ relayed: true })
  await spare.settled()
  expect(made[0]?.configuration).toMatchObject({ iceTransportPolicy: 'relay' })
  spare.take(CONFIG).close()
  expect(made.map(({ closed }) => closed)).toEqual([true, true])
})

test('that was asked for too late leaves nothing behind', async () => {
  let tell = (_servers: IceServers) => {}
  const { spare, made } = open(() => new Promise((resolve) => (tell = resolve)))
  spare.want({ relayed: false })
  spare.take(CONFIG).close()
  tell(TURN)
  await spare.settled()
  expect(made).toHaveLength(1)
})

test('is made anew in another network, and before its credentials run out', async () => {
  let renewAt = 60_000
  const { spare, made, clock, listeners } = open(async () => ({ ...TURN, renewAt }))
  spare.want({ relayed: false })
  await spare.settled()
  for (const tell of listeners) tell()
  await spare.settled()
  expect(made.map(({ closed }) => closed)).toEqual([true, false])
  renewAt = 120_000
  clock.advance(60_000)
  await spare.settled()
  expect(made.map(({ closed }) => closed)).toEqual([true, true, false])
  spare.want(null)
  expect(clock.pending).toBe(0)
})

test('that the browser refuses to make costs nothing', async () => {
  const { spare, made } = open(() => Promise.reject(new Error('no server')))
  spare.want({ relayed: false })
  await spare.settled()
  expect(made[0]?.configuration).toEqual({ ...CONFIG, iceServers: [] })
  spare.want(null)
})
