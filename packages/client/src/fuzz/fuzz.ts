import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createMatch, puck } from '@parley/play'
import { createPlayTable } from '@parley/play/table'
import { systemClock } from '@parley/protocol'
import { createChat, createDrawing, createFiles, createPointer } from '@parley/together'
import type { LocalWish, MediaPlan, Role } from '@parley/webrtc'
import { createFakeWorld, type FakeParty, type FakeWorld, flush, randomFrom } from '@parley/webrtc/testing'
import { type HostileMessage, hostileMessage } from './hostileMessage.ts'

/** The outcome of a fuzz run. */
export interface FuzzReport {
  sent: number
  /** How many calls there were: a flood ends one. */
  calls: number
  /** How many of them a flood ended. */
  floods: number
  /** The messages that a listener of `bulk` or `inputs` took, and those that were refused. */
  received: number
  rejected: number
  /** The longest that hanging up kept the page, in milliseconds. */
  hangUpMs: number
  /** Tracks that were on a sender right after a press; each is a bug. */
  tracksAfterPress: number
  /** How much the heap has grown since the first tenth of the run. Bytes. */
  growth: number
}

/** Messages between two looks at the clock, and how far it then goes: enough for every allowance to be whole again. */
const BATCH = 250
const REST_MS = 3_000
/** A person hangs up after so many batches, unless a flood has ended the call. */
const BATCHES_IN_A_CALL = 200
/** Every so many batches one message is sent again and again. */
const FLOOD_EVERY = 50
const FLOOD = 3_000

const WISH: LocalWish = {
  ...{ microphone: true, camera: true, muted: false, microphoneId: null, cameraId: null },
  ...{ screen: false, lessData: false, insistOnVideo: false },
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

function heapBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** All that listens to the channels of a call in the app. */
function startApp({ session }: FakeParty, { clock }: FakeWorld, random: () => number): () => void {
  const [bulk, inputs] = [session.channel('bulk'), session.channel('inputs')]
  const randomId = () =>
    Math.floor(random() * 2 ** 52)
      .toString(16)
      .padStart(16, '0')
  const openSink = async () => ({
    write: async () => undefined,
    finish: async () => null,
    discard: async () => undefined,
  })
  const files = createFiles(bulk, { clock, randomId, openSink })
  const stopAccepting = files.subscribe(() => {
    for (const { id, from, state } of files.getSnapshot()) {
      if (from === 'them' && state === 'offered' && random() < 0.3) queueMicrotask(() => files.accept(id))
    }
  })
  const parts = [
    files,
    createChat(bulk, { clock, randomId }),
    createDrawing(inputs, bulk, { clock, randomId }),
    createPointer(inputs, clock),
    createPlayTable({ bulk, player: 1, clock, newGame: () => 1 }),
    createMatch({ game: puck, id: 7, player: 1, inputs, bulk, clock, read: () => 0, broken: () => undefined }),
  ]
  return () => {
    stopAccepting()
    for (const part of parts) part.close()
  }
}

/** Sends this many messages of a hostile other side to the engine and the app of one device, which hangs up now and then. */
export async function fuzz({ messages, seed }: { messages: number; seed: number }): Promise<FuzzReport> {
  const random = randomFrom(seed)
  const world = createFakeWorld()
  const [mallory, grace] = [world.join('mallory'), world.join('grace')]
  const report = { sent: 0, calls: 0, floods: 0, received: 0, rejected: 0, hangUpMs: 0, tracksAfterPress: 0 }
  let before = 0

  const plan = (role: Role, { device }: FakeParty): MediaPlan => ({
    ...{
      kind: 'connected',
      callId: `call-${String(report.calls).padStart(16, '0')}`,
      remote: device,
      role,
      attempt: 0,
    },
    local: WISH,
  })

  async function connect(): Promise<void> {
    report.calls += 1
    mallory.session.sync(plan('initiator', grace))
    grace.session.sync(plan('responder', mallory))
    await world.run(1_000)
  }

  const channels = () => grace.connections.at(-1)?.channels ?? []

  function send({ channel, data }: HostileMessage): void {
    report.sent += 1
    channels()
      .find(({ label }) => label === channel)
      ?.deliver(data)
  }

  /** Keeps the fakes from growing: they remember all that was sent. */
  function forget(): void {
    for (const party of [mallory, grace]) {
      party.lost.length = 0
      party.left.length = 0
      party.renewals.length = 0
      party.connections.splice(0, party.connections.length - 1)
      for (const channel of party.connections.at(-1)?.channels ?? []) channel.sent.length = 0
    }
    world.network.connections.splice(0, world.network.connections.length - 2)
  }

  function hangUp(): void {
    const senders = grace.connections.flatMap(({ transceivers }) => transceivers.map(({ sender }) => sender))
    // The real clock: this is what a person waits for.
    const pressedAt = systemClock.now()
    grace.session.sync({ kind: 'released' })
    report.hangUpMs = Math.max(report.hangUpMs, systemClock.now() - pressedAt)
    report.tracksAfterPress += senders.filter(({ asked }) => asked !== null).length
  }

  /** What had been counted of this call's channels when it was looked at last. */
  let counted = { received: 0, rejected: 0 }

  function count(): void {
    const states = (['bulk', 'inputs'] as const).map((name) => grace.session.channel(name).state())
    const received = states.reduce((sum, state) => sum + state.received, 0)
    const rejected = states.reduce((sum, state) => sum + state.rejected, 0)
    report.received += received - counted.received
    report.rejected += rejected - counted.rejected
    counted = { received, rejected }
  }

  const hasEnded = () => grace.lost.length + grace.left.length > 0

  async function inOneCall(): Promise<void> {
    await connect()
    counted = { received: 0, rejected: 0 }
    const stop = startApp(grace, world, random)
    for (let batch = 1; batch <= BATCHES_IN_A_CALL && report.sent < messages && !hasEnded(); batch += 1) {
      for (let turn = 0; turn < BATCH && report.sent < messages; turn += 1)
        send(hostileMessage(random, report.sent + 1))
      count()
      if (batch % FLOOD_EVERY === 0) {
        const made = hostileMessage(random, report.sent + FLOOD)
        for (let turn = 0; turn < FLOOD && report.sent < messages; turn += 1) send(made)
      }
      world.clock.advance(REST_MS)
      await flush()
      for (const { sent } of channels()) sent.length = 0
      if (before === 0 && report.sent >= messages / 10) before = heapBytes()
    }
    if (grace.lost.some(({ because }) => because === 'flooded')) report.floods += 1
    hangUp()
    stop()
    mallory.session.sync({ kind: 'released' })
    await world.run(500)
    forget()
  }

  while (report.sent < messages) await inOneCall()
  await world.close()
  return { ...report, growth: heapBytes() - before }
}
