import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { proveId, type Self } from '@parley/identity'
import { createPerson } from '@parley/identity/testing'
import { clientEvents, type ErrorCode, limits, request, watchConnection } from '@parley/protocol'
import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildProgram, type Program, runningAt } from './testing/buildProgram.ts'

const IDS = 60
/** How many claims are acknowledged before the process is killed, with the others under way. */
const KILLED_AFTER = 15
/** Calls to somebody who is away. */
const CALLS = 20
const LIMITS =
  'http=100000/60,handshakes=100000/60,claims=100000/60,networkClaims=100000/60,socketsPerAddress=10000,calls=100000/60,callsToOne=100000/60'

let program: Program
let dataDir = ''
const sockets = new Set<Socket>()

beforeAll(async () => {
  program = await buildProgram()
})
afterAll(() => program.remove())
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-crash-'))
})
afterEach(async () => {
  for (const socket of sockets) socket.disconnect()
  sockets.clear()
  await rm(dataDir, { recursive: true })
})

const start = () => program.start({ PORT: '0', DATA_DIR: dataDir, LIMITS }, ['--no-web'])

/** Connects as this person. Resolves to the outcome, `lost` if the server was gone before it answered. */
const goOnline = async (url: string, self: Self) => (await connect(url, self)).outcome

interface Connected {
  socket: Socket
  outcome: 'acknowledged' | 'lost' | ErrorCode
}

async function connect(url: string, self: Self): Promise<Connected> {
  const { userId, root, certificates } = self
  const deviceId = randomUUID()
  const proof = await proveId(self, { deviceId, origin: url, time: Date.now(), nonce: randomUUID() })
  const socket: Socket = io(url, {
    forceNew: true,
    reconnection: false,
    transports: ['websocket'],
    auth: { protocol: limits.PROTOCOL_VERSION, userId, deviceId, root, certificates, proof },
  })
  sockets.add(socket)
  return new Promise((resolve) => {
    watchConnection(socket, {
      connected: () => resolve({ socket, outcome: 'acknowledged' }),
      refused: (outcome) => resolve({ socket, outcome }),
      unreachable: () => resolve({ socket, outcome: 'lost' }),
      disconnected: () => resolve({ socket, outcome: 'lost' }),
    })
  })
}

test('an acknowledged claim is its key’s alone after the process was killed', { timeout: 60_000 }, async () => {
  const ids = Array.from({ length: IDS }, (_, number) => `person-${number}`)
  // Two people claim each ID at the same moment.
  const rivals = await Promise.all(ids.map((id) => Promise.all([createPerson(id), createPerson(id)])))
  const acknowledged = new Set<Self>()

  const first = start()
  const firstUrl = await runningAt(first.child)
  await Promise.all(
    rivals.flat().map(async (self) => {
      if ((await goOnline(firstUrl, self)) !== 'acknowledged') return
      acknowledged.add(self)
      if (acknowledged.size === KILLED_AFTER) first.child.kill('SIGKILL')
    }),
  )
  expect((await first.ended).code).toBeNull()
  expect(acknowledged.size).toBeGreaterThanOrEqual(KILLED_AFTER)

  const second = start()
  const secondUrl = await runningAt(second.child)
  for (const [one, other] of rivals) {
    // The acknowledged owner connects second: the ID must not be free for the other until then.
    const [stranger, owner] = acknowledged.has(one) ? [other, one] : [one, other]
    const came = [await goOnline(secondUrl, stranger), await goOnline(secondUrl, owner)]
    if (acknowledged.has(owner)) expect(came).toEqual(['idTaken', 'acknowledged'])
    else expect(came.toSorted()).toEqual(['acknowledged', 'idTaken'])
  }
  second.child.kill('SIGTERM')
  expect(await second.ended).toMatchObject({ code: 0, stderr: '' })
})

test('a call is among the missed ones although the process was killed the moment its caller heard of it', {
  timeout: 60_000,
}, async () => {
  const people = await Promise.all(['ada', 'bob'].map(createPerson))
  const [ada, bob] = people
  if (!ada || !bob) throw new Error('nobody there')
  const first = start()
  const url = await runningAt(first.child)
  const bobs = await connect(url, bob)
  bobs.socket.disconnect()
  const { socket } = await connect(url, ada)
  const calls = Array.from({ length: CALLS }, (_, number) => `call-${number}`.padEnd(16, '-'))
  let heard = 0
  const asked = calls.map(async (callId) => {
    const answer = await request(socket, clientEvents, 'placeCall', { callId, callee: 'bob', media: 'voice' })
    expect(answer).toEqual({ ok: false, error: 'offline' })
    heard += 1
    if (heard === CALLS) first.child.kill('SIGKILL')
  })
  await Promise.all(asked)
  await first.ended

  const second = start()
  const back = await connect(await runningAt(second.child), bob)
  const sync = await request(back.socket, clientEvents, 'sync', { call: null })
  expect(sync.ok && sync.missed.map(({ callId }) => callId).toSorted()).toEqual(calls.toSorted())
  second.child.kill('SIGTERM')
  await second.ended
})
