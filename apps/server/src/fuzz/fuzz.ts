import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { clientEvents, sameDevice } from '@parley/protocol'
import fc from 'fast-check'
import { pino } from 'pino'
import { WebSocket } from 'ws'
import { connectDevice, longId, type TestDevice } from '../testing/connectDevice.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'
import { type HostileMessage, hostileMessages } from './hostileMessage.ts'

/** The outcome of a fuzz run. */
export interface FuzzReport {
  sent: number
  /** How many requests of the contract got each answer: `ok`, an error code, or `gone` if disconnected. */
  answers: Record<string, number>
  /** How many calls between two honest users succeeded meanwhile. */
  honestCalls: number
  /** Lines that the server logged as errors; each is a bug of the server. */
  errors: string[]
  /** The server's counts after all devices have left. */
  left: Awaited<ReturnType<TestServer['stats']>>
  /** How much the heap has grown since the first tenth of the run. Bytes. */
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

/** Creates hostile devices; each reconnects when it is used after the server has disconnected it. */
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
    // The first caller to notice reconnects the device; the others wait for it.
    return devices.get(index) === latest ? connect(index) : device(index)
  }
  return {
    device,
    /** Forgets what the devices have received, which would otherwise dominate the heap's growth. */
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

/** Creates a WebSocket that sends raw packets; it reconnects when it is used after the server has closed it. */
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

/**
 * Makes a whole call between two honest users.
 * @throws if any step fails
 */
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

/** Sends this many hostile messages to a real server, with honest calls between them. */
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
      // Written as a packet, because the client refuses reserved names. The server disconnects this device for it.
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
      // The server may have disconnected the device for another message; no answer on an open connection is a bug.
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
  // Lets ringing, links and tombstones expire.
  await server.clock.advance(3_600_000)
  return { sent, answers, honestCalls, errors, left: await server.stats(), growth: heapBytes() - before }
}
