import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { clientEvents, sameDevice } from '@parley/protocol'
import fc from 'fast-check'
import { pino } from 'pino'
import { WebSocket } from 'ws'
import { connectDevice, longId, type TestDevice } from '../testing/connectDevice.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'
import { type HostileMessage, hostileMessages } from './hostileMessage.ts'

/** What came of a fuzz run. */
export interface FuzzReport {
  sent: number
  /** How requests of the contract were answered: `ok` or the error. */
  answers: Record<string, number>
  /** Calls of two who had nothing to do with it. */
  honestCalls: number
  /** Lines the server logged as errors: each is a mistake of the server's. */
  errors: string[]
  /** What the server holds once the hostile are gone. */
  left: Awaited<ReturnType<TestServer['stats']>>
  /** How much the heap has grown since a tenth of the run. Bytes. */
  growth: number
}

const BATCH = 500

const attackers = ['mallory', 'trudy', 'eve'].flatMap((userId) =>
  [1, 2].map((number) => ({ userId, deviceId: longId(`${userId}-${number}`) })),
)
const known = {
  callId: [1, 2, 3, 4].map((number) => longId(`call-${number}`)),
  callee: attackers.map(({ userId }) => userId),
  userId: attackers.map(({ userId }) => userId),
  deviceId: attackers.map(({ deviceId }) => deviceId),
  to: attackers,
  link: ['l'.repeat(43), `${'l'.repeat(21)}A`],
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

function heapBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** Devices that send anything, each there again as soon as the server has thrown it out. */
function createHostileDevices(server: TestServer) {
  const devices = new Map<number, Promise<TestDevice>>()

  function connect(index: number): Promise<TestDevice> {
    const { userId, deviceId } = attackers[index] ?? { userId: 'mallory', deviceId: longId('mallory-1') }
    const next = connectDevice(server, userId, { deviceId })
    devices.set(index, next)
    return next
  }

  async function device(index: number): Promise<TestDevice> {
    const latest = devices.get(index)
    const there = await latest
    if (there?.socket.connected) return there
    // Whoever notices first connects anew; the others wait for it.
    return devices.get(index) === latest ? connect(index) : device(index)
  }
  return {
    device,
    /** What they have heard would otherwise be all that grows. */
    forget: async () => {
      for (const there of devices.values()) {
        const { socket, heard } = await there
        if (socket.connected) await heard().catch(() => [])
      }
    },
    close: async () => {
      for (const there of devices.values()) (await there).socket.disconnect()
    },
  }
}

/** A connection that sends what is no message, there again as soon as the server has closed it. */
function createRawSender(server: TestServer) {
  let opening: Promise<WebSocket> | null = null

  function open(): Promise<WebSocket> {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    const forget = () => {
      opening = null
    }
    return new Promise((resolve) => {
      for (const event of ['open', 'error', 'close'] as const) socket.addEventListener(event, () => resolve(socket))
      socket.addEventListener('close', forget)
    })
  }
  return {
    send: async (data: string | Uint8Array): Promise<void> => {
      opening ??= open()
      const socket = await opening
      if (socket.readyState === WebSocket.OPEN) socket.send(data)
    },
    close: async () => (await opening)?.terminate(),
  }
}

const isContractEvent = (event: string): event is keyof typeof clientEvents => Object.hasOwn(clientEvents, event)

/** A call from its beginning to its end, by two whom nobody attacks. @throws if any of it does not go as it should */
async function honestCall(ada: TestDevice, grace: TestDevice, number: number): Promise<void> {
  const callId = longId(`honest-${number}-`)
  const placed = await ada.request('placeCall', { callId, callee: 'grace', media: 'video' })
  await grace.hears('incomingCall from ada')
  await grace.request('confirmRinging', { callId })
  await ada.hears(`deviceRinging ${grace.deviceId}`)
  const accepted = await grace.request('acceptCall', { callId })
  const answered = accepted.ok && accepted.call.state === 'answered' && sameDevice(accepted.call.answeredBy, grace.ref)
  const ended = await ada.request('endCall', { callId, reason: 'hangup' })
  await grace.hears('callEnded hangup')
  if (!placed.ok || !answered || !ended.ok)
    throw new Error(`an honest call failed: ${JSON.stringify({ placed, accepted, ended })}`)
}

/** Sends a real server so many messages that it should not get, with honest calls between them. */
export async function fuzz({ messages, seed }: { messages: number; seed: number }): Promise<FuzzReport> {
  const errors: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) })
  await using server = await startTestServer({ log })
  const hostile = createHostileDevices(server)
  const rawSender = createRawSender(server)
  const [ada, grace] = [await connectDevice(server, 'ada'), await connectDevice(server, 'grace')]
  const answers: Record<string, number> = Object.create(null)
  const arbitrary = hostileMessages(known)
  let sent = 0
  let honestCalls = 0
  let before = 0

  async function send(message: HostileMessage): Promise<void> {
    sent += 1
    if (message.kind === 'raw') return rawSender.send(message.data)
    const { event, payload, acknowledged } = message
    if (!isContractEvent(event)) {
      // Below the client's own rules about names, straight into a packet; by one device, which is thrown out for it.
      const { socket } = await hostile.device(0)
      socket.io.engine?.write(`2${JSON.stringify([event, payload])}`)
      return
    }
    const { socket, sendRaw } = await hostile.device(1 + (sent % (attackers.length - 1)))
    if (!acknowledged) {
      socket.io.engine?.write(`2${JSON.stringify([event, payload])}`)
      return
    }
    const answer = await sendRaw(event, payload).catch((error: unknown) => {
      // Thrown out for something else it had sent; silence on an open connection is a mistake.
      if (socket.connected) throw error
      return { ok: false, error: 'gone' }
    })
    const { ok, error } = Object(answer)
    const name = ok === true ? 'ok' : String(error)
    answers[name] = (answers[name] ?? 0) + 1
  }

  for (let batch = 0; sent < messages; batch += 1) {
    const numRuns = Math.min(BATCH, messages - sent)
    await Promise.all(fc.sample(arbitrary, { numRuns, seed: seed + batch }).map(send))
    await server.clock.advance(1_000)
    await hostile.forget()
    await honestCall(ada, grace, batch)
    honestCalls += 1
    if (before === 0 && sent >= messages / 10) before = heapBytes()
  }
  await hostile.close()
  await rawSender.close()
  for (const device of [ada, grace]) device.socket.disconnect()
  await server.settled()
  // All that waits for a time to pass: ringing, links, tombstones.
  await server.clock.advance(3_600_000)
  return { sent, answers, honestCalls, errors, left: await server.stats(), growth: heapBytes() - before }
}
