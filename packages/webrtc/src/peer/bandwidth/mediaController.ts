import type { Clock } from '@parley/protocol'
import type { Outgoing } from '../../local/localMedia.ts'
import type { RemoteSnapshot } from '../../mediaSnapshot.ts'
import type { Teardown } from '../../ports.ts'
import { followQuality, gradeOf, measureBetween, UNKNOWN_QUALITY } from './quality.ts'
import { createSenderControl, encodingsFor, type SenderControl, type Senders } from './senderEncodings.ts'
import { type Report, type StatsSample, sampleOf } from './statsSample.ts'
import { followFlow, resumeFlow, startFlow, type VideoFlow } from './videoPause.ts'

/** How often the statistics are read. */
const LOOK_EVERY_MS = 1_000
/** What is said of the line rests on so many samples: the other side reports on the voice only every 5 s or so. */
const SAMPLES = 8
/** A line that was away for longer may be another one; a shorter gap is what a line too full looks like. */
const SAME_LINE_MS = 5_000
/** A line that is estimated to bear this much bears the whole picture; in bits per second. */
const ROOMY_BPS = 600_000
/** After this time the encoder itself makes of the picture what the line bears. */
const BEGINNING_MS = 4_000

/** As much of a connection as is looked at. */
export type Cared = Pick<RTCPeerConnection, 'getStats' | 'signalingState' | 'remoteDescription'>

/** Looks after one connection: how well it does, how much it may carry, and that voice comes first. */
export interface LinkCare {
  /** Looks from now on at this connection, and keeps its senders within limits. Once. */
  attach(connection: Cared, senders: () => Senders): void
  /** A description has been applied: it may be possible now to keep the senders within limits. */
  negotiated(): void
  /** What of this should really be sent now. Also takes over what the person wants of the line. */
  through(outgoing: Outgoing): Outgoing
  state(): Pick<RemoteSnapshot, 'quality' | 'videoPaused'>
  /** Since when, at the earliest, nothing has come from the other side; null where the browser does not tell. */
  lastHeard(): number | null
  close(): void
}

/**
 * @param remoteVeiled whether the other side does not want to be seen clearly, or to see
 * @param isConnected asked at each look: what is seen of a line that is away says nothing
 * @param changed what `state` or `through` return may be different now
 */
export function createLinkCare(
  clock: Clock,
  isConnected: () => boolean,
  remoteVeiled: () => boolean,
  changed: () => void,
): LinkCare {
  let control: SenderControl | null = null
  let cared: Cared | null = null
  let outgoing: Outgoing | null = null
  let samples: StatsSample[] = []
  let flow: VideoFlow | null = null
  /** As it was last: a gap is no reason to send more for a moment. */
  let relayed = false
  /** Since when a picture has been sent; null before. */
  let sendsSince: number | null = null
  let beginning = true
  let sampledAt = Number.NEGATIVE_INFINITY
  let quality = UNKNOWN_QUALITY
  let heard: { signs: number; at: number; lookedAt: number } | null = null
  let cancel: Teardown = () => {}
  let closed = false

  const pauses = ({ camera, screen, insistOnVideo }: Outgoing) =>
    flow?.phase === 'voiceOnly' && camera && !screen && !insistOnVideo

  const isVeiled = ({ veiled }: Outgoing) => veiled || remoteVeiled()

  /** Not one frame leaves before its sender knows how coarse it has to be. */
  const mustWait = (next: Outgoing) => isVeiled(next) && !(isConnected() && control?.isCoarse())

  /**
   * Not up yet, but negotiated: the first frame leaves the moment it is up. A responder's parameters that are set before its
   * answer count twice (seen in Chromium: a picture half as wide as it should be is a quarter).
   */
  const isPrepared = () => flow === null && cared?.signalingState === 'stable' && cared.remoteDescription !== null

  function limit(): void {
    if (!isConnected() && !isPrepared()) return
    // Before anything is sent, as for a camera: the answer of a call should find its senders ready.
    const { screen = false, lessData = false, video = null } = outgoing ?? {}
    const veiled = outgoing ? isVeiled(outgoing) : false
    const picture = { screen, veiled, width: video?.getSettings().width ?? null }
    const paused = outgoing !== null && pauses(outgoing)
    control?.apply(encodingsFor({ ...picture, lessData, relayed, paused, beginning, phase: flow?.phase ?? 'full' }))
  }

  /** The line is away, or its browser says nothing about it. */
  function forget(): void {
    samples = []
    quality = UNKNOWN_QUALITY
  }

  /** What has come since the last look may have come just after it. */
  function listen({ lifeSigns }: StatsSample): void {
    const now = clock.now()
    if (lifeSigns === null) return
    heard = {
      signs: lifeSigns,
      at: heard && lifeSigns <= heard.signs ? heard.at : (heard?.lookedAt ?? now),
      lookedAt: now,
    }
  }

  function take(sample: StatsSample): void {
    const now = clock.now()
    if (!flow) flow = startFlow(now)
    else if (now - sampledAt > SAME_LINE_MS) flow = resumeFlow(flow, now)
    sampledAt = now
    relayed = sample.relayed
    const sentFor = sendsSince === null ? 0 : now - sendsSince
    if (sentFor >= BEGINNING_MS || (sentFor > 0 && (sample.availableBps ?? 0) >= ROOMY_BPS)) beginning = false
    samples = [...samples, sample].slice(-SAMPLES)
    const [oldest] = samples
    const grade = oldest && oldest !== sample ? gradeOf(measureBetween(oldest, sample)) : null
    quality = followQuality(quality, grade, now)
    const calm = grade !== null && grade !== 'poor'
    flow = followFlow(flow, { availableBps: sample.availableBps, calm }, now)
  }

  async function look(connection: Cared): Promise<void> {
    const report: Report | null = await connection.getStats().catch(() => null)
    if (closed) return
    const sample = report && sampleOf(report)
    if (sample) listen(sample)
    if (sample && isConnected()) take(sample)
    else forget()
    limit()
    changed()
    planLook(connection)
  }

  function planLook(connection: Cared): void {
    // One look at a time: the next is planned when this one is done. It never rejects.
    cancel = clock.setTimeout(() => void look(connection), LOOK_EVERY_MS)
  }

  return {
    attach(connection, senders) {
      if (closed) return
      control = createSenderControl(senders, () => outgoing && isVeiled(outgoing) && changed())
      cared = connection
      planLook(connection)
    },
    negotiated: limit,
    through(next) {
      outgoing = next
      if (next.video && isConnected()) sendsSince ??= clock.now()
      limit()
      if (pauses(next)) return { ...next, video: null, camera: false }
      return mustWait(next) ? { ...next, video: null } : next
    },
    state: () => ({
      quality: isConnected() ? quality.shown : null,
      videoPaused: outgoing !== null && pauses(outgoing),
    }),
    lastHeard: () => heard?.at ?? null,
    close() {
      closed = true
      cancel()
    },
  }
}
