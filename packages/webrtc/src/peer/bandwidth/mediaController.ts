import type { Clock } from '@parley/protocol'
import type { SentMedia } from '../../local/localMedia.ts'
import type { RemoteSnapshot } from '../../mediaSnapshot.ts'
import type { Teardown } from '../../ports.ts'
import { followQuality, gradeOf, measureBetween, UNKNOWN_QUALITY } from './quality.ts'
import { createSenderControl, encodingsFor, pictureOf, type SenderControl, type Senders } from './senderEncodings.ts'
import { type Report, type StatsSample, sampleOf } from './statsSample.ts'
import { followVideoPause, resumeVideoPause, startVideoPause, type VideoPause } from './videoPause.ts'

/** Interval of `getStats`. Milliseconds. */
const POLL_MS = 1_000
/** Quality is measured over this many samples: RTCP reports on the voice come only every 5 s or so. */
const SAMPLES = 8
/** After a longer gap between samples the network may be another one. A shorter gap is typical of congestion. Milliseconds. */
const SAME_LINE_MS = 5_000
/** From this estimate on the full picture fits. Bits per second. */
const ROOMY_BPS = 600_000
/** After this time the encoder has adapted the picture to the network by itself. Milliseconds. */
const BEGINNING_MS = 4_000

/** The part of a connection that is polled. */
export type PolledConnection = Pick<RTCPeerConnection, 'getStats' | 'signalingState' | 'remoteDescription'>

/** Polls the statistics of one connection and sets what its senders may send; voice comes first. */
export interface MediaController {
  /** Starts to poll this connection and to set its senders' encodings. Call it once. */
  attach(connection: PolledConnection, senders: () => Senders): void
  /** Call it when a description has been applied: encodings may be settable now. */
  negotiated(): void
  /** Returns the part of this that may be sent now, and remembers the person's wishes. */
  through(sent: SentMedia): SentMedia
  state(): Pick<RemoteSnapshot, 'quality' | 'videoPaused'>
  /** The earliest time since which nothing has come from the other side; null where the browser does not tell. */
  lastHeard(): number | null
  close(): void
}

/**
 * @param isConnected samples of a connection that is not up are ignored
 * @param remoteVeiled whether the other side does not want to be seen clearly, or to see
 * @param decoded called at each poll with the number of frames decoded so far; null while the connection is not up
 * @param changed called when `state` or `through` may return something else than before
 */
export function createMediaController(
  clock: Clock,
  isConnected: () => boolean,
  remoteVeiled: () => boolean,
  decoded: (frames: number | null) => void,
  changed: () => void,
): MediaController {
  let control: SenderControl | null = null
  let polled: PolledConnection | null = null
  let sent: SentMedia | null = null
  let samples: StatsSample[] = []
  let videoPause: VideoPause | null = null
  /** From the last sample: a gap must not raise the bit rate. */
  let relayed = false
  /** When the first picture was sent; null before. */
  let sendsSince: number | null = null
  let beginning = true
  let sampledAt = Number.NEGATIVE_INFINITY
  let quality = UNKNOWN_QUALITY
  let heard: { signs: number; at: number; polledAt: number } | null = null
  let cancel: Teardown = () => {}
  let closed = false

  const pauses = ({ camera, screen, insistOnVideo }: SentMedia) =>
    videoPause?.mode === 'voiceOnly' && camera && !screen && !insistOnVideo

  const isVeiled = ({ veiled }: SentMedia) => veiled || remoteVeiled()

  /** A veiled picture is sent only after its sender has taken the scaling. */
  const mustWait = (next: SentMedia) => isVeiled(next) && !(isConnected() && control?.isCoarse())

  /**
   * Negotiated but not up yet: encodings are set now, because the first frame leaves the moment it is up. Not earlier, because
   * Chromium applies a scaling twice that a responder sets before its answer.
   */
  const isPrepared = () =>
    videoPause === null && polled?.signalingState === 'stable' && polled.remoteDescription !== null

  function updateEncodings(): void {
    if (!isConnected() && !isPrepared()) return
    // Without anything to send it is set as for a camera, so that senders are ready when the call is answered.
    const { screen = false, lessData = false, video = null } = sent ?? {}
    const veiled = sent ? isVeiled(sent) : false
    const picture = { screen, veiled, ...pictureOf(video) }
    const paused = sent !== null && pauses(sent)
    control?.apply(encodingsFor({ ...picture, lessData, relayed, paused, beginning, mode: videoPause?.mode ?? 'full' }))
  }

  /** Called when the connection is not up, or has no statistics. */
  function forget(): void {
    samples = []
    quality = UNKNOWN_QUALITY
  }

  /** Packets since the last poll are dated at that poll, the earliest possible. */
  function listen({ lifeSigns }: StatsSample): void {
    const now = clock.now()
    if (lifeSigns === null) return
    heard = {
      signs: lifeSigns,
      at: heard && lifeSigns <= heard.signs ? heard.at : (heard?.polledAt ?? now),
      polledAt: now,
    }
  }

  function take(sample: StatsSample): void {
    const now = clock.now()
    if (!videoPause) videoPause = startVideoPause(now)
    else if (now - sampledAt > SAME_LINE_MS) videoPause = resumeVideoPause(videoPause, now)
    sampledAt = now
    relayed = sample.relayed
    const sentFor = sendsSince === null ? 0 : now - sendsSince
    if (sentFor >= BEGINNING_MS || (sentFor > 0 && (sample.availableBps ?? 0) >= ROOMY_BPS)) beginning = false
    samples = [...samples, sample].slice(-SAMPLES)
    const [oldest] = samples
    const grade = oldest && oldest !== sample ? gradeOf(measureBetween(oldest, sample)) : null
    quality = followQuality(quality, grade, now)
    const calm = grade !== null && grade !== 'poor'
    videoPause = followVideoPause(videoPause, { availableBps: sample.availableBps, calm }, now)
  }

  const state = () => ({
    quality: isConnected() ? quality.shown : null,
    videoPaused: sent !== null && pauses(sent),
  })

  async function poll(connection: PolledConnection): Promise<void> {
    const report: Report | null = await connection.getStats().catch(() => null)
    if (closed) return
    const before = state()
    const sample = report && sampleOf(report)
    if (sample) listen(sample)
    if (sample && isConnected()) take(sample)
    else forget()
    decoded(isConnected() ? (sample?.framesDecoded ?? null) : null)
    updateEncodings()
    const after = state()
    if (after.quality !== before.quality || after.videoPaused !== before.videoPaused) changed()
    schedulePoll(connection)
  }

  function schedulePoll(connection: PolledConnection): void {
    // The next poll is scheduled when this one is done, so that two never overlap. It never rejects.
    cancel = clock.setTimeout(() => void poll(connection), POLL_MS)
  }

  return {
    attach(connection, senders) {
      if (closed) return
      control = createSenderControl(senders, () => sent && isVeiled(sent) && changed())
      polled = connection
      schedulePoll(connection)
    },
    negotiated: updateEncodings,
    through(next) {
      sent = next
      if (next.video && isConnected()) sendsSince ??= clock.now()
      updateEncodings()
      if (pauses(next)) return { ...next, video: null, camera: false }
      return mustWait(next) ? { ...next, video: null } : next
    },
    state,
    lastHeard: () => heard?.at ?? null,
    close() {
      closed = true
      cancel()
    },
  }
}
