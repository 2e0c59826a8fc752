import type { LocalWish } from '../mediaPlan.ts'
import type { LocalSnapshot, MediaProblem } from '../mediaSnapshot.ts'
import type { DeviceKind, Permission, SessionPorts } from '../ports.ts'
import { createWork } from '../work.ts'
import { createDeviceList } from './deviceList.ts'
import { type AskedDevice, constraintsFor, errorName, judge } from './deviceRequest.ts'
import { createDeviceSlot, type DeviceSearch } from './deviceSlot.ts'
import { createScreenShare } from './screenShare.ts'

/** What goes to the other side: the tracks, what it is told about them, and what the person wants of the line. */
export interface Outgoing {
  audio: MediaStreamTrack | null
  video: MediaStreamTrack | null
  microphone: boolean
  camera: boolean
  screen: boolean
  lessData: boolean
  insistOnVideo: boolean
}

/** Owns microphone, camera and screen; it does not know whether anybody sees them. */
export interface LocalMedia {
  /** Null releases everything. What is not wished any more is stopped before this returns. */
  sync(wish: LocalWish | null): void
  retry(): void
  outgoing(): Outgoing
  state(): LocalSnapshot
  settled(): Promise<void>
}

interface Request extends AskedDevice {
  search: DeviceSearch
}

const KINDS = ['microphone', 'camera'] as const
// Plugging something in does not undo a person's refusal, and must not prompt them again.
const isHardware = (problem: MediaProblem) => problem === 'missing' || problem === 'inUse' || problem === 'unknown'

/**
 * Creates local media with nothing open.
 *
 * @param changed told of everything that happens outside `sync` and `retry`
 */
export function createLocalMedia(
  { media, clock, screenEnded }: Pick<SessionPorts, 'media' | 'clock' | 'screenEnded'>,
  changed: () => void,
): LocalMedia {
  const work = createWork()
  const slots = { microphone: createDeviceSlot(clock, onChange), camera: createDeviceSlot(clock, onChange) }
  const screen = createScreenShare(media, work, { changed, ended: screenEnded })
  const list = createDeviceList(media, work, {
    hardwareChanged() {
      for (const kind of KINDS) slots[kind].retry(isHardware)
      onChange()
    },
    listed(added) {
      for (const kind of KINDS) if (added.includes(wishedId(kind) ?? '')) slots[kind].returned()
      onChange()
    },
  })
  let wish: LocalWish | null = null
  let asking = false
  let stream: MediaStream | null = null

  const wishedId = (kind: DeviceKind) => (kind === 'microphone' ? wish?.microphoneId : wish?.cameraId)

  function onChange(): void {
    ask()
    changed()
  }

  function nextRequest(): Request[] {
    const requests = KINDS.flatMap((kind) => {
      const search = slots[kind].missing()
      return search ? [{ kind, deviceId: search.deviceId, search }] : []
    })
    const alone = requests.find(({ search }) => search.alone)
    return alone ? [alone] : requests
  }

  /** One question to the person at a time: each answer decides, with the wish as it is by then, what to ask next. */
  function ask(): void {
    if (asking || nextRequest().length === 0) return
    asking = true
    work.start(async () => {
      for (let asked = nextRequest(); asked.length > 0; asked = nextRequest()) {
        await request(asked)
        changed()
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

  /** A stream of what is open; the same one until that changes, so that a video element need not start again. */
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
      wish = next
      slots.microphone.want(next?.microphone ? { deviceId: next.microphoneId } : null)
      slots.camera.want(next?.camera ? { deviceId: next.cameraId } : null)
      slots.microphone.setEnabled(!next?.muted)
      screen.want(next?.screen ?? false)
      if (next) list.watch()
      else list.unwatch()
      ask()
    },
    retry() {
      for (const kind of KINDS) slots[kind].retry()
      ask()
    },
    outgoing: () => ({
      audio: slots.microphone.track(),
      video: screen.track() ?? slots.camera.track(),
      microphone: slots.microphone.sending(),
      camera: screen.track() === null && slots.camera.sending(),
      screen: screen.track() !== null,
      lessData: wish?.lessData ?? false,
      insistOnVideo: wish?.insistOnVideo ?? false,
    }),
    state: () => ({
      localStream: localStream(),
      camera: slots.camera.state(),
      microphone: list.identify(slots.microphone.state()),
      screen: screen.state(),
      devices: list.options(),
    }),
    settled: () => work.settled(),
  }
}
