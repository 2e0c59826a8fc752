/** `full`: everything may be sent. `trial`: a small picture, to find out if the network bears one again. `voiceOnly`: no picture. */
export type VideoMode = 'full' | 'trial' | 'voiceOnly'

/** Decides whether the camera is paused. It does not know whether there is a camera. Times in milliseconds. */
export interface VideoPause {
  mode: VideoMode
  /** When this mode began. */
  began: number
  /** The estimate is ignored before this time: it starts low and needs time to rise. */
  believedFrom: number
  /** Since when the estimate is below what the mode needs (`full`, `trial`) or above it (`trial`, `voiceOnly`). */
  lowSince: number | null
  highSince: number | null
  /** Since when voice alone has got through well. */
  calmSince: number | null
  /** Trials in a row that did not last. */
  failures: number
}

/** The result of one poll. */
export interface LineSample {
  /** Estimated bandwidth in bits per second; null if the browser gives none: then the camera is never paused. */
  availableBps: number | null
  /** True if packets arrive without notable loss or delay. */
  calm: boolean
}

/** Below this a picture takes bandwidth from the voice. */
export const TOO_NARROW_BPS = 60_000
/** Above this there is room for one. */
export const WIDE_ENOUGH_BPS = 100_000
export const NARROW_FOR_MS = 5_000
export const WIDE_FOR_MS = 6_000
/** How long an estimate is ignored: after connecting, and after a trial begins. */
export const SETTLE_MS = 8_000
export const TRIAL_SETTLE_MS = 4_000
/** The first trial comes after this long of calm; each further one takes twice as long, up to `LAST_TRIAL_MS`. */
export const FIRST_TRIAL_MS = 15_000
export const LAST_TRIAL_MS = 120_000
/** After this long with everything, earlier failed trials do not count. */
const FORGIVEN_AFTER_MS = 60_000

const enter = (mode: VideoMode, now: number, settleMs: number, failures: number): VideoPause => ({
  ...{ mode, began: now, believedFrom: now + settleMs, failures },
  ...{ lowSince: null, highSince: null, calmSince: null },
})

/** A connection that has just come up may send everything. */
export const startVideoPause = (now: number): VideoPause => enter('full', now, SETTLE_MS, 0)

/** After a gap earlier samples do not count; the mode and its failures stay. */
export const resumeVideoPause = ({ mode, failures }: VideoPause, now: number): VideoPause =>
  enter(mode, now, SETTLE_MS, failures)

/** How long voice has to go well before the next trial. */
const trialAfter = (failures: number): number => Math.min(FIRST_TRIAL_MS * 2 ** failures, LAST_TRIAL_MS)

const since = (start: number | null, holds: boolean, now: number): number | null => (holds ? (start ?? now) : null)
const heldFor = (start: number | null, now: number): number => (start === null ? 0 : now - start)

function failuresAfter({ mode, began, failures }: VideoPause, now: number): number {
  if (mode === 'trial') return failures + 1
  return now - began >= FORGIVEN_AFTER_MS ? 0 : failures
}

/**
 * Pauses the camera when less than 60 kb/s can be sent for 5 s, and resumes it above 100 kb/s held for 6 s.
 * With voice alone a browser sends too little to notice more bandwidth, so a small picture is tried after a time of calm.
 */
export function followVideoPause(videoPause: VideoPause, { availableBps, calm }: LineSample, now: number): VideoPause {
  const bps = now < videoPause.believedFrom ? null : availableBps
  const lowSince = since(videoPause.lowSince, bps !== null && bps < TOO_NARROW_BPS, now)
  const highSince = since(videoPause.highSince, bps !== null && bps > WIDE_ENOUGH_BPS, now)
  const calmSince = since(videoPause.calmSince, calm, now)
  const next = { ...videoPause, lowSince, highSince, calmSince }
  if (videoPause.mode === 'voiceOnly') {
    if (heldFor(highSince, now) >= WIDE_FOR_MS) return enter('full', now, TRIAL_SETTLE_MS, videoPause.failures)
    const due = calmSince !== null && heldFor(calmSince, now) >= trialAfter(videoPause.failures)
    return due ? enter('trial', now, TRIAL_SETTLE_MS, videoPause.failures) : next
  }
  if (heldFor(lowSince, now) >= NARROW_FOR_MS) return enter('voiceOnly', now, 0, failuresAfter(videoPause, now))
  const passed = videoPause.mode === 'trial' && heldFor(highSince, now) >= WIDE_FOR_MS
  return passed ? enter('full', now, 0, videoPause.failures) : next
}
