import type { MediaProblem, MediaState } from '@parley/protocol'
import { createBackOff } from '../async/backOff.ts'
import { createPendingWork } from '../async/pendingWork.ts'
import type { LocalWish } from '../mediaPlan.ts'
import type { LocalSnapshot } from '../mediaSnapshot.ts'
import type { SessionPorts, Teardown } from '../ports.ts'
import { createCaptureRequests } from './captureRequests.ts'
import { createDeviceList } from './deviceList.ts'
import { createDeviceNotices } from './deviceNotices.ts'
import { createDeviceRecovery } from './deviceRecovery.ts'
import { createDeviceSlot } from './deviceSlot.ts'
import { createScreenShare } from './screenShare.ts'

/** Everything this side sends: its tracks, the state that the other side is told, and the person's wishes for the bit rate. */
export interface SentMedia extends MediaState {
  audio: MediaStreamTrack | null
  video: MediaStreamTrack | null
  lessData: boolean
  insistOnVideo: boolean
}

/** Owns microphone, camera and screen. It does not know who sees them. */
export interface LocalMedia {
  /** Null releases everything. A device that is not wished any more is stopped before this returns. */
  sync(wish: LocalWish | null): void
  /** The next wish is for another call. */
  nextCall(): void
  retry(): void
  /** The connection does not send the picture: a screen is not shared any more. */
  videoNotSent(): void
  sent(): SentMedia
  state(): LocalSnapshot
  settled(): Promise<void>
}

/** Interval at which tracks are checked that may have ended without an event, as during suspension. Milliseconds. */
const CHECK_MS = 5_000
const KINDS = ['microphone', 'camera'] as const
// Plugging something in does not undo a person's refusal, and must not prompt them again.
const isHardware = (problem: MediaProblem) =>
  problem === 'missing' || problem === 'inUse' || problem === 'stuck' || problem === 'unknown'

/**
 * Creates local media with nothing open.
 *
 * @param changed called when something happens outside `sync` and `retry`
 */
export function createLocalMedia(
  { media, clock, screenEnded }: Pick<SessionPorts, 'media' | 'clock' | 'screenEnded'>,
  changed: () => void,
): LocalMedia {
  const pendingWork = createPendingWork()
  const notices = createDeviceNotices(clock, tell)
  const screen = createScreenShare({ media, clock }, pendingWork, { changed: tell, ended: screenEnded })
  // Some devices announce a change whenever they are asked for, and would be asked for without end.
  const plugged = createBackOff(clock, () => {
    for (const kind of KINDS) slots[kind].retry(isHardware)
    onChange()
  })
  const list = createDeviceList({ media, clock }, pendingWork, {
    hardwareChanged() {
      check()
      onChange()
    },
    listed(added, news) {
      for (const kind of KINDS) {
        const turn = slots[kind].turn()
        if (turn) {
          const { gone, now } = turn
          const unplugged = gone !== null && !list.has(gone.deviceId)
          notices.add({ kind, gone: gone?.label ?? null, unplugged, now: now.label })
        }
        if (added.includes(slots[kind].home() ?? '')) recoveries[kind].listedAgain()
      }
      if (news) plugged.need()
      onChange()
    },
  })
  const createSlot = () => createDeviceSlot(clock, onChange, list.named)
  const slots = { microphone: createSlot(), camera: createSlot() }
  const around = { media, clock, list, pendingWork, again: onChange }
  const recoveries = {
    microphone: createDeviceRecovery('microphone', slots.microphone, around),
    camera: createDeviceRecovery('camera', slots.camera, around),
  }
  const { ask, leave, nextCall } = createCaptureRequests({
    ...{ media, clock, pendingWork, slots, changed: tell },
    granted: () => list.refresh(),
  })
  let watching: Teardown | null = null
  let wish: LocalWish | null = null
  let stream: MediaStream | null = null

  function tell(): void {
    for (const kind of KINDS) recoveries[kind].check()
    changed()
  }

  function onChange(): void {
    if (wish) ask()
    tell()
  }

  function check(): void {
    for (const kind of KINDS) slots[kind].check()
  }

  /** Checks what is open, until torn down. */
  function watch(): Teardown {
    list.watch()
    let cancel = clock.setTimeout(beat, CHECK_MS)
    function beat(): void {
      cancel = clock.setTimeout(beat, CHECK_MS)
      check()
    }
    const ignore = media.onVisible(() => {
      check()
      onChange()
    })
    return () => {
      cancel()
      ignore()
      list.unwatch()
      notices.clear()
      plugged.stop()
      for (const kind of KINDS) recoveries[kind].stop()
    }
  }

  /** A notice about a device ends once the person has chosen another device or none. */
  function forgetNotices(next: LocalWish): void {
    if (!next.microphone || next.microphoneId !== wish?.microphoneId) notices.remove('microphone')
    if (!next.camera || next.cameraId !== wish?.cameraId) notices.remove('camera')
  }

  /** A stream of the open tracks; the same one until they change, so that a video element need not restart. */
  function localStream(): MediaStream | null {
    const tracks = KINDS.flatMap((kind) => slots[kind].track() ?? [])
    const held = stream?.getTracks() ?? []
    if (tracks.length !== held.length || tracks.some((track) => !held.includes(track))) {
      stream = tracks.length > 0 ? media.createStream(tracks) : null
    }
    return stream
  }

  return {
    sync(next) {
      if (next) forgetNotices(next)
      wish = next
      slots.microphone.want(next?.microphone ? { deviceId: next.microphoneId } : null)
      slots.camera.want(next?.camera ? { deviceId: next.cameraId } : null)
      slots.microphone.setEnabled(!next?.muted)
      screen.want(next?.screen ?? false)
      if (next) {
        watching ??= watch()
        ask()
      } else {
        watching?.()
        watching = null
        leave()
        screen.forget()
      }
    },
    nextCall,
    retry() {
      for (const kind of KINDS) slots[kind].retry()
      if (wish) ask()
    },
    videoNotSent: screen.notSent,
    sent: () => ({
      audio: slots.microphone.track(),
      video: screen.track() ?? slots.camera.track(),
      microphone: slots.microphone.sending(),
      camera: screen.track() === null && slots.camera.sending(),
      screen: screen.track() !== null,
      lessData: wish?.lessData ?? false,
      insistOnVideo: wish?.insistOnVideo ?? false,
      veiled: wish?.veiled ?? false,
    }),
    state: () => ({
      localStream: localStream(),
      camera: slots.camera.state(),
      microphone: list.identify(slots.microphone.state()),
      screen: screen.state(),
      screenStream: screen.stream(),
      screenProblem: screen.problem(),
      devices: list.options(),
      deviceNotices: notices.list(),
    }),
    settled: () => pendingWork.settled(),
  }
}
