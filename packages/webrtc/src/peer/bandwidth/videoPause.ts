/**
 * How much the line is trusted with: everything; a small picture, to find out whether it bears one again; or voice alone.
 */
export type FlowPhase = 'full' | 'trial' | 'voiceOnly'

/** Where it stands with sending the camera. It does not know whether there is one. */
export interface VideoFlow {
  phase: FlowPhase
  /** When this phase began; milliseconds, like all times here. */
  began: number
  /** The estimate is not believed before: it starts low and has to find the line's width. */
  believedFrom: number
  /** Since when the estimate is below what the phase needs (`full`, `trial`) or above it (`trial`, `voiceOnly`). */
  lowSince: number | null
  highSince: number | null
  /** Since when voice alone has got through well. */
  calmSince: number | null
  /** Trials in a row that did not last. */
  failures: number
}

/** One look at the line. */
export interface FlowSample {
  /** What can be sent, in bits per second; null if the browser does not say: then nothing is ever held back. */
  availableBps: number | null
  /** Whether what is sent gets through without loss or delay worth mentioning. */
  calm: boolean
}

/** Below this a picture only takes from the voice. */
export const TOO_NARROW_BPS = 60_000
/** Above this there is room for one. */
export const WIDE_ENOUGH_BPS = 100_000
export const NARROW_FOR_MS = 5_000
export const WIDE_FOR_MS = 6_000
/** What an estimate is given to find the line's width: after connecting, and after a picture is tried. */
export const SETTLE_MS = 8_000
export const TRIAL_SETTLE_MS = 4_000
/** The first trial comes after so long of calm, each further one after twice as long, up to the last. */
export const FIRST_TRIAL_MS = 15_000
export const LAST_TRIAL_MS = 120_000
/** A line that bore everything for this long has a clean record. */
const FORGIVEN_AFTER_MS = 60_000

const enter = (phase: FlowPhase, now: number, settleMs: number, failures: number): VideoFlow => ({
  ...{ phase, began: now, believedFrom: now + settleMs, failures },
  ...{ lowSince: null, highSince: null, calmSince: null },
})

/** A line that has just come up is trusted with everything. */
export const startFlow = (now: number): VideoFlow => enter('full', now, SETTLE_MS, 0)

/** The line was away: what was seen of it before says nothing any more, but what it bore is not forgotten. */
export const resumeFlow = ({ phase, failures }: VideoFlow, now: number): VideoFlow =>
  enter(phase, now, SETTLE_MS, failures)

/** How long voice has to go well before a picture is tried. */
const trialAfter = (failures: number): number => Math.min(FIRST_TRIAL_MS * 2 ** failures, LAST_TRIAL_MS)

const since = (start: number | null, holds: boolean, now: number): number | null => (holds ? (start ?? now) : null)
const heldFor = (start: number | null, now: number): number => (start === null ? 0 : now - start)

function failuresAfter({ phase, began, failures }: VideoFlow, now: number): number {
  if (phase === 'trial') return failures + 1
  return now - began >= FORGIVEN_AFTER_MS ? 0 : failures
}

/**
 * Pauses the camera when less than 60 kb/s can be sent for 5 s, and resumes above 100 kb/s held for 6 s. While there is
 * only voice a browser sends too little to learn that the line has become wider, so that after a time without loss or
 * delay a small picture is tried as well.
 */
export function followFlow(flow: VideoFlow, { availableBps, calm }: FlowSample, now: number): VideoFlow {
  const bps = now < flow.believedFrom ? null : availableBps
  const lowSince = since(flow.lowSince, bps !== null && bps < TOO_NARROW_BPS, now)
  const highSince = since(flow.highSince, bps !== null && bps > WIDE_ENOUGH_BPS, now)
  const calmSince = since(flow.calmSince, calm, now)
  const next = { ...flow, lowSince, highSince, calmSince }
  if (flow.phase === 'voiceOnly') {
    if (heldFor(highSince, now) >= WIDE_FOR_MS) return enter('full', now, TRIAL_SETTLE_MS, flow.failures)
    const due = calmSince !== null && heldFor(calmSince, now) >= trialAfter(flow.failures)
    return due ? enter('trial', now, TRIAL_SETTLE_MS, flow.failures) : next
  }
  if (heldFor(lowSince, now) >= NARROW_FOR_MS) return enter('voiceOnly', now, 0, failuresAfter(flow, now))
  const passed = flow.phase === 'trial' && heldFor(highSince, now) >= WIDE_FOR_MS
  return passed ? enter('full', now, 0, flow.failures) : next
}
