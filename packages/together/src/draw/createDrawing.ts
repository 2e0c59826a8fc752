import { type Clock, createEveryFrame } from '@parley/protocol'
import type { Channel } from '@parley/webrtc'
import { STROKE_ALLOWANCE } from '../allowances.ts'
import { parseWith } from '../parseWith.ts'
import { createValue, type Live } from '../value.ts'
import {
  clearMessage,
  drawMessage,
  fromWire,
  MAX_POINTS,
  onWire,
  SCALE,
  type Screen,
  strokeMessage,
  TAIL_POINTS,
} from './drawMessages.ts'
import { createStrokes, type Stroke, withTail } from './strokes.ts'

/** A place on a screen: 0 to 1 from its left and from its top. */
export interface Point {
  x: number
  y: number
}

/** What both have drawn, the older first of each. */
export interface Drawing extends Live<readonly Stroke[]> {
  /** Begins a stroke. */
  begin(on: Screen, at: Point): void
  /** Goes on with it. */
  extend(to: Point): void
  end(): void
  /** Takes away what both have drawn, for both. */
  clear(): void
  /** This screen is not shared any more, or another is: nothing that was drawn on it counts. Only for this side. */
  forget(on: Screen): void
  close(): void
}

export interface DrawingOptions {
  clock: Clock
  /** 8 to 36 of `A-Z a-z 0-9 -`, never twice the same. */
  randomId(): string
}

/** Of how many strokes it is remembered that all of them has come. */
const MAX_WHOLE = 1_000
/** So many points of the other side are new in a frame, whatever arrives: more could not be drawn in it. */
const POINTS_IN_A_FRAME = 8_000
/** A step smaller than this is not seen. */
const LEAST_STEP = SCALE / 1_000

const toWire = (value: number) => Math.round(Math.min(Math.max(value, 0), 1) * SCALE)

/**
 * A drawing over both channels: while a stroke is drawn `inputs` carries its last points again and again, so that a loss is made good by the
 * next message; when it is finished `bulk` carries all of it, and again in every new connection.
 */
export function createDrawing(inputs: Channel, bulk: Channel, { clock, randomId }: DrawingOptions): Drawing {
  const run = randomId()
  const strokes = createValue<readonly Stroke[]>([])
  const mine = createStrokes()
  let theirs = { run: '', strokes: createStrokes(), whole: new Set<number>() }
  let drawn = 0
  let current: { n: number; on: Screen } | null = null
  const unsaid = new Set<number>()
  let clearUnsaid = false
  let session: number | null = null

  /** Theirs as they are shown, by id. */
  let shown = new Map<string, Stroke>()

  /** Their strokes, with as much that is new as a frame can take; the rest comes in the next ones. */
  function grownTheirs(): { next: Stroke[]; isAll: boolean } {
    let room = POINTS_IN_A_FRAME
    let isAll = true
    const next = theirs.strokes.all().flatMap(([, stroke]) => {
      const before = shown.get(stroke.id)
      if (before === stroke) return [stroke]
      if (room <= 0) {
        isAll = false
        return before ? [before] : []
      }
      room -= stroke.points.length / 2
      return [stroke]
    })
    return { next, isAll }
  }

  function tell(): void {
    const { next, isAll } = grownTheirs()
    shown = new Map(next.map((stroke) => [stroke.id, stroke]))
    strokes.set([...mine.all().map(([, stroke]) => stroke), ...next])
    if (!isAll) frames.ask()
  }
  const frames = createEveryFrame(clock, tell)

  function sendTail(): void {
    const stroke = current && mine.get(current.n)
    if (!current || !stroke) return
    const at = Math.max(stroke.points.length / 2 - TAIL_POINTS, 0)
    inputs.send('draw', { run, n: current.n, on: onWire(current.on), at, points: stroke.points.slice(2 * at) })
  }
  const frame = createEveryFrame(clock, sendTail)

  function sayClear(): boolean {
    const other = theirs.run === '' ? null : { run: theirs.run, upTo: theirs.strokes.cleared() }
    return bulk.send('draw.clear', { run, upTo: mine.cleared(), theirs: other })
  }

  function flush(): void {
    if (clearUnsaid && !sayClear()) return
    clearUnsaid = false
    for (const n of unsaid) {
      const stroke = mine.get(n)
      if (stroke && !bulk.send('draw.stroke', { run, n, on: onWire(stroke.on), points: stroke.points })) return
      unsaid.delete(n)
    }
  }

  function connected(): void {
    const { session: present } = bulk.state()
    if (present !== null && present !== session) {
      session = present
      for (const [n] of mine.all()) if (n !== current?.n) unsaid.add(n)
      clearUnsaid ||= mine.cleared() > 0 || theirs.strokes.cleared() > 0
    }
    flush()
  }

  /** Their page may be another one by now, which draws anew. */
  function follow(theirRun: string): void {
    if (theirs.run !== theirRun) theirs = { run: theirRun, strokes: createStrokes(), whole: new Set() }
  }

  function take(n: number, on: 'mine' | 'yours', points: readonly number[]): void {
    theirs.strokes.put(n, { id: `${theirs.run}.${n}`, by: 'them', on: fromWire(on), points })
    frames.ask()
  }

  function finish(): void {
    if (!current) return
    unsaid.add(current.n)
    current = null
    frame.cancel()
    flush()
  }

  function begin(on: Screen, point: readonly number[]): void {
    finish()
    drawn += 1
    current = { n: drawn, on }
    mine.put(drawn, { id: `${run}.${drawn}`, by: 'me', on, points: point })
    tell()
    frame.ask()
  }

  const stops = [
    bulk.onReady(connected),
    inputs.subscribe('draw', parseWith(drawMessage), ({ payload: { run: theirRun, n, on, at, points } }) => {
      follow(theirRun)
      if (theirs.whole.has(n)) return
      take(n, on, withTail(theirs.strokes.get(n)?.points ?? [], at, points))
    }),
    bulk.subscribe(
      'draw.stroke',
      parseWith(strokeMessage),
      ({ payload: { run: theirRun, n, on, points } }) => {
        follow(theirRun)
        take(n, on, points)
        theirs.whole.add(n)
        if (theirs.whole.size <= MAX_WHOLE) return
        const [oldest] = theirs.whole
        if (oldest !== undefined) theirs.whole.delete(oldest)
      },
      STROKE_ALLOWANCE,
    ),
    bulk.subscribe('draw.clear', parseWith(clearMessage), ({ payload }) => {
      follow(payload.run)
      theirs.strokes.clear(payload.upTo)
      // Nobody clears what was not drawn yet.
      if (payload.theirs?.run === run) mine.clear(Math.min(payload.theirs.upTo, drawn))
      if (current && !mine.get(current.n)) current = null
      frames.ask()
    }),
  ]
  connected()

  return {
    subscribe: strokes.subscribe,
    getSnapshot: strokes.getSnapshot,
    begin: (on, { x, y }) => begin(on, [toWire(x), toWire(y)]),
    extend({ x: toX, y: toY }) {
      const stroke = current && mine.get(current.n)
      if (!current || !stroke) return
      const [x, y] = [toWire(toX), toWire(toY)]
      const [lastX = x, lastY = y] = stroke.points.slice(-2)
      if (Math.hypot(x - lastX, y - lastY) < LEAST_STEP) return
      if (stroke.points.length >= 2 * MAX_POINTS) begin(current.on, [lastX, lastY, x, y])
      else {
        mine.put(current.n, { ...stroke, points: [...stroke.points, x, y] })
        tell()
        frame.ask()
      }
    },
    end: finish,
    clear() {
      finish()
      mine.clear(drawn)
      theirs.strokes.clear(Math.max(0, theirs.strokes.cleared(), ...theirs.strokes.all().map(([n]) => n)))
      unsaid.clear()
      clearUnsaid = true
      tell()
      flush()
    },
    forget(on) {
      if (current?.on === on) finish()
      mine.forget(on)
      theirs.strokes.forget(on)
      tell()
    },
    close() {
      for (const stop of stops) stop()
      frame.cancel()
      frames.cancel()
    },
  }
}
