import { type Clock, createEveryFrame } from '@parley/protocol'
import type { Channel } from '@parley/webrtc'
import { CHAT_ALLOWANCE } from '../allowances.ts'
import { parseWith } from '../parseWith.ts'
import { createValue, type Live } from '../value.ts'
import { chatAck, chatMessage, cleanText, MAX_TEXT, MAX_WAITING } from './chatMessages.ts'
import { createSeenNumbers, type SeenNumbers } from './seenNumbers.ts'

/** A message to show. */
export interface ChatMessage {
  readonly id: string
  readonly from: 'me' | 'them'
  readonly text: string
  /** The time of writing by the page's monotonic clock, which orders messages and files. Milliseconds. */
  readonly at: number
  /** The same by the wall clock, to be shown; milliseconds since the epoch. */
  readonly wall: number
  /** True if the other side has it; always true for the other side's messages. */
  readonly delivered: boolean
}

/** The messages of a call, in the order in which each side wrote them. */
export interface Chat extends Live<readonly ChatMessage[]> {
  /** Sends a text, now or as soon as there is a connection. False if it is empty, too long, or too many wait already. */
  send(text: string): boolean
  close(): void
}

export interface ChatOptions {
  clock: Clock
  /** 8 to 36 of `A-Z a-z 0-9 -`, never twice the same. */
  randomId(): string
}

/** Mine, and not yet with the other side. */
interface Waiting {
  readonly n: number
  readonly message: ChatMessage
  /** In which connection it was sent last, and when; null if it never was. */
  sent: { session: number | null; at: number } | null
}

/** More than anybody reads again; older ones go. */
const MAX_SHOWN = 1_000
/** So many new ones are shown in a frame, whatever arrives: more could not be drawn in it. */
const SHOWN_IN_A_FRAME = 20
/** A connection loses nothing, but the other side may not have listened yet. Milliseconds. */
const RESEND_MS = 5_000
const MAX_AGE_MS = 7 * 86_400_000

const numberOf = ({ id }: ChatMessage) => Number(id.slice(id.indexOf('.') + 1))

/** A new message of theirs goes before those that they wrote after it, wherever it arrives. */
function insert(messages: readonly ChatMessage[], message: ChatMessage, run: string): ChatMessage[] {
  const isTheirs = ({ id, from }: ChatMessage) => from === 'them' && id.startsWith(`${run}.`)
  const isLater = (other: ChatMessage) => isTheirs(other) && numberOf(other) > numberOf(message)
  const newest = messages.findLast(isTheirs)
  const at = newest && isLater(newest) ? messages.findIndex(isLater) : messages.length
  return messages.toSpliced(at, 0, message).slice(-MAX_SHOWN)
}

/**
 * A chat over `bulk`, which keeps no order and loses what is under way with its connection: each message is numbered, sent again in
 * every new connection until it is acknowledged, and shown once. It does not know who the two are.
 */
export function createChat(bulk: Channel, { clock, randomId }: ChatOptions): Chat {
  const run = randomId()
  const messages = createValue<readonly ChatMessage[]>([])
  const waiting = new Map<number, Waiting>()
  const owed = new Set<number>()
  let theirs: { run: string; seen: SeenNumbers } | null = null
  /** Theirs that are not shown yet, the oldest first. */
  const unshown: { message: ChatMessage; run: string }[] = []
  let written = 0
  let cancelResend = (): void => {}

  const before = (ms: number) => ({ at: clock.now() - ms, wall: clock.wall() - ms })

  /** False: there is no room, and the channel will tell. */
  function acknowledge(): boolean {
    if (!theirs || owed.size === 0) return true
    const seen = [...owed].slice(0, MAX_WAITING)
    if (!bulk.send('chat.ack', { run: theirs.run, seen })) return false
    for (const n of seen) owed.delete(n)
    return acknowledge()
  }

  function flush(): void {
    cancelResend()
    const { session } = bulk.state()
    const now = clock.now()
    if (!acknowledge()) return
    for (const one of waiting.values()) {
      const { n, message, sent } = one
      if (sent && sent.session === session && now - sent.at < RESEND_MS) continue
      const age = Math.round(Math.min(Math.max(now - message.at, 0), MAX_AGE_MS))
      if (!bulk.send('chat', { run, n, text: message.text, age })) return
      one.sent = { session, at: now }
    }
    if (waiting.size > 0) cancelResend = clock.setTimeout(flush, RESEND_MS)
  }

  /** Shows and acknowledges what has arrived since the last frame. */
  const frame = createEveryFrame(clock, () => {
    const now = unshown.splice(0, SHOWN_IN_A_FRAME)
    messages.set(now.reduce((all, { message, run }) => insert(all, message, run), messages.getSnapshot()))
    if (unshown.length > 0) frame.ask()
    flush()
  })

  const stops = [
    bulk.onReady(flush),
    bulk.subscribe(
      'chat',
      parseWith(chatMessage),
      ({ payload }) => {
        // Their page may be another one by now, which counts from 1 again.
        if (theirs?.run !== payload.run) {
          theirs = { run: payload.run, seen: createSeenNumbers() }
          owed.clear()
        }
        owed.add(payload.n)
        const text = cleanText(payload.text)
        if (theirs.seen.add(payload.n) && text !== '') {
          const id = `${payload.run}.${payload.n}`
          const message = { id, from: 'them', text, ...before(payload.age), delivered: true } as const
          unshown.push({ message, run: payload.run })
          if (unshown.length > MAX_SHOWN) unshown.shift()
        }
        frame.ask()
      },
      CHAT_ALLOWANCE,
    ),
    bulk.subscribe(
      'chat.ack',
      parseWith(chatAck),
      ({ payload }) => {
        if (payload.run !== run) return
        const arrived = new Set(payload.seen.filter((n) => waiting.delete(n)).map((n) => `${run}.${n}`))
        if (arrived.size === 0) return
        const mark = (one: ChatMessage) => (arrived.has(one.id) ? { ...one, delivered: true } : one)
        messages.set(messages.getSnapshot().map(mark))
      },
      CHAT_ALLOWANCE,
    ),
  ]

  return {
    subscribe: messages.subscribe,
    getSnapshot: messages.getSnapshot,
    send(given) {
      const text = cleanText(given)
      if (text === '' || text.length > MAX_TEXT || waiting.size >= MAX_WAITING) return false
      written += 1
      const id = `${run}.${written}`
      const message = { id, from: 'me', text, ...before(0), delivered: false } as const
      waiting.set(written, { n: written, message, sent: null })
      messages.set([...messages.getSnapshot(), message].slice(-MAX_SHOWN))
      flush()
      return true
    },
    close() {
      cancelResend()
      frame.cancel()
      for (const stop of stops) stop()
    },
  }
}
