import { type Clock, createEveryFrame } from '@parley/protocol'
import type { Channel } from '@parley/webrtc'
import { parseWith } from '../parseWith.ts'
import { createValue, type Live } from '../value.ts'
import { fromWire, onWire, pointMessage, SCALE, type Screen } from './drawMessages.ts'

/** A place on a shared screen: 0 to 1 from its left and from its top. */
export interface Pointed {
  readonly on: Screen
  readonly x: number
  readonly y: number
}

/** Where the other side points, if it does. */
export interface Pointer extends Live<Pointed | null> {
  /** Where one points oneself; null for nowhere. */
  move(to: Pointed | null): void
  close(): void
}

/** Without news it is gone. Milliseconds. */
const FADE_MS = 2_000
/** The last place may be lost, and nothing follows it: so it is said once more. Milliseconds. */
const AGAIN_MS = 120

const toWire = (value: number) => Math.round(Math.min(Math.max(value, 0), 1) * SCALE)

/** A pointer over `inputs`, at most 60 times a second. It does not know what is pointed at. */
export function createPointer(inputs: Channel, clock: Clock): Pointer {
  const theirs = createValue<Pointed | null>(null)
  let mine: Pointed | null = null
  let cancelFade = (): void => {}
  let cancelAgain = (): void => {}

  function send(): void {
    inputs.send('point', mine && { on: onWire(mine.on), x: toWire(mine.x), y: toWire(mine.y) })
  }
  const frame = createEveryFrame(clock, send)
  let latest: Pointed | null = null
  // Only the latest place is shown, however many have come.
  const showing = createEveryFrame(clock, () => {
    cancelFade()
    theirs.set(latest)
    if (latest) cancelFade = clock.setTimeout(() => theirs.set(null), FADE_MS)
  })

  const stop = inputs.subscribe(
    'point',
    // Null is a message of its own.
    (payload) => {
      const parsed = parseWith(pointMessage)(payload)
      return parsed === undefined ? undefined : { to: parsed }
    },
    ({ payload: { to } }) => {
      latest = to && { on: fromWire(to.on), x: to.x / SCALE, y: to.y / SCALE }
      showing.ask()
    },
  )

  return {
    subscribe: theirs.subscribe,
    getSnapshot: theirs.getSnapshot,
    move(to) {
      if (to === null && mine === null) return
      mine = to
      frame.ask()
      cancelAgain()
      cancelAgain = clock.setTimeout(frame.ask, AGAIN_MS)
    },
    close() {
      stop()
      frame.cancel()
      showing.cancel()
      cancelFade()
      cancelAgain()
    },
  }
}
