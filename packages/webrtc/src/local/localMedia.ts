import type { MediaProblem, MediaState } from '@parley/protocol'
import { createPendingWork } from '../async/pendingWork.ts'
import type { LocalWish } from '../mediaPlan.ts'
import type { LocalSnapshot } from '../mediaSnapshot.ts'
import type { DeviceKind, Permission, SessionPorts, Teardown } from '../ports.ts'
import { createDeviceList } from './deviceList.ts'
import { createDeviceNotices } from './deviceNotices.ts'
import { createDeviceRecovery } from './deviceRecovery.ts'
import { type AskedDevice, constraintsFor, errorName, judge } from './deviceRequest.ts'
import { createDeviceSlot, type DeviceSearch } from './deviceSlot.ts'
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
  retry(): void
  sent(): SentMedia
  state(): LocalSnapshot
  settled(): Promise<void>
}

interface Request extends AskedDevice {
  search: DeviceSearch
}

/** Interval at which tracks are checked that may have ended without an event, as during suspension. Milliseconds. */
const CHECK_MS = 5_000
const KINDS = ['microphone', 'camera'] as const
// Plugging something in does not undo a person's refusal, and must not prompt them again.
const isHardware = (problem: MediaProblem) => problem === 'missing' || problem === 'inUse' || problem === 'unknown'

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
  const screen = createScreenShare(media, pendingWork, { changed: tell, ended: screenEnded })
  const list = createDeviceList(media, pendingWork, {
    hardwareChanged() {
      check()
      for (const kind of KINDS) slots[kind].retry(isHardware)
      onChange()
    },
    listed(added) {
      for (const kind of KINDS) {
        const turn = slots[kind].turn()
        if (turn) {
          const { gone, now } = turn
          const unplugged = gone !== null && !list.has(gone.deviceId)
          notices.add({ kind, gone: gone?.label ?? null, unplugged, now: now.label })
        }
        if (added.includes(slots[kind].home() ?? '')) recoveries[kind].listedAgain()
      }
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
  let watching: Teardown | null = null
  let wish: LocalWish | null = null
  let asking = false
  let stream: MediaStream | null = null

  function tell(): void {
    for (const kind of KINDS) recoveries[kind].check()
    changed()
  }

  function onChange(): void {
    ask()
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
      for (const kind of KINDS) recoveries[kind].stop()
    }
  }

  /** A notice about a device ends once the person has chosen another device or none. */
  function forgetNotices(next: LocalWish): void {
    if (!next.microphone || next.microphoneId !== wish?.microphoneId) notices.remove('microphone')
    if (!next.camera || next.cameraId !== wish?.cameraId) notices.remove('camera')
  }

  function nextRequest(): Request[] {
    const requests = KINDS.flatMap((kind) => {
      const search = slots[kind].missing()
      return search ? [{ kind, deviceId: search.deviceId, search }] : []
    })
    const alone = requests.find(({ search }) => search.alone)
    return alone ? [alone] : requests
  }

  /** Asks the person one thing at a time. Each answer, and the wish at that time, decide the next request. */
  function ask(): void {
    if (asking || nextRequest().length === 0) return
    asking = true
    pendingWork.start(async () => {
      for (let asked = nextRequest(); asked.length > 0; asked = nextRequest()) {
        await request(asked)
        tell()
      }
      asking = false
    })
  }

  async function request(asked: Request[]): Promise<void> {
    let granted: MediaStream
    try {
      granted = await media.getUserMedia(constraintsFor(asked))
    } catch (error) {
      const permissions = await permissionsAfter(errorName(error))
      for (const one of asked) slots[one.kind].fail(judge(errorName(error), one, asked, permissions), one.search)
      return
    }
    for (const { kind, search } of asked) {
      const [track] = kind === 'microphone' ? granted.getAudioTracks() : granted.getVideoTracks()
      if (track) slots[kind].adopt(track, search)
      else slots[kind].fail('unknown', search)
    }
    if (wish) list.refresh()
  }

  async function permissionsAfter(error: string): Promise<Record<DeviceKind, Permission>> {
    if (error !== 'NotAllowedError') return { microphone: 'unknown', camera: 'unknown' }
    const [microphone, camera] = await Promise.all([media.permission('microphone'), media.permission('camera')])
    return { microphone, camera }
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
      if (next) watching ??= watch()
      else {
        watching?.()
        watching = null
      }
      ask()
    },
    retry() {
      for (const kind of KINDS) slots[kind].retry()
      ask()
    },
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
      devices: list.options(),
      deviceNotices: notices.list(),
    }),
    settled: () => pendingWork.settled(),
  }
}
