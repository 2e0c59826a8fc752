import type { DeviceKind, MediaPort, Permission, SoundLevel } from '../ports.ts'
import { FakeStream, FakeTrack } from './fakeTrack.ts'

/** A device of the fake machine; its group is its own unless one is named. */
export interface FakeDevice {
  kind: MediaDeviceKind
  deviceId: string
  label: string
  groupId?: string
}

interface Prompt {
  grant(): void
  refuse(name: string, message: string): void
}

const DEFAULT_DEVICES: readonly FakeDevice[] = [
  { kind: 'audioinput', deviceId: 'mic-1', label: 'Built-in microphone' },
  { kind: 'audioinput', deviceId: 'mic-2', label: 'Headset microphone' },
  { kind: 'videoinput', deviceId: 'cam-1', label: 'Built-in camera' },
  { kind: 'videoinput', deviceId: 'cam-2', label: 'Desk camera' },
  { kind: 'audiooutput', deviceId: 'speaker-1', label: 'Built-in speaker' },
]

/** A machine with microphones, cameras and a screen, whose person and system answer as the test says. */
export class FakeMedia implements MediaPort {
  /** While true a request waits for `grant` or `refuse`, like a permission prompt. */
  manual = false
  /** Like Safari: the person can pause a device without the page. */
  personPauses = false
  devices: FakeDevice[] = [...DEFAULT_DEVICES]
  readonly permissions: Record<DeviceKind, Permission> = { microphone: 'prompt', camera: 'prompt' }
  /** Every request that has the device in it fails with this name. */
  readonly failures: Partial<Record<DeviceKind, string>> = {}
  /** Devices another program holds. */
  readonly busy = new Set<string>()
  /** Devices whose driver hangs: a request for one of these is allowed and never answered, until `wake`. */
  readonly hanging = new Set<string>()
  /** Calls the browser leaves unanswered, until `wake`. */
  readonly unanswered = new Set<'permission' | 'enumerateDevices' | 'getDisplayMedia'>()
  /** Like some drivers: each request makes the browser announce that devices changed. */
  announcesRequests = false
  /** A device that is there after every other request; with `announcesRequests`. */
  flickers: FakeDevice | null = null
  /** Like some phones: one camera at a time. */
  oneCameraAtATime = false
  /** How loud it is before every microphone, 0 to 1; null where sound cannot be measured. */
  loudness: number | null = 0.001
  /** Levels that are measured, of these tracks. */
  readonly levels = new Set<MediaStreamTrack>()
  visible = true
  readonly requests: MediaStreamConstraints[] = []
  displayRequests = 0
  enumerations = 0
  readonly tracks: FakeTrack[] = []
  readonly #prompts: Prompt[] = []
  readonly #sleepers: (() => void)[] = []
  readonly #listeners = new Set<() => void>()
  readonly #watchers = new Set<() => void>()

  get openPrompts(): number {
    return this.#prompts.length
  }

  get deviceChangeListeners(): number {
    return this.#listeners.size
  }

  get visibleListeners(): number {
    return this.#watchers.size
  }

  getUserMedia = async (constraints: MediaStreamConstraints): Promise<MediaStream> => {
    this.requests.push(constraints)
    if (this.announcesRequests) queueMicrotask(() => this.#flicker())
    if (this.manual) await this.#prompt()
    const kinds = (['microphone', 'camera'] as const).filter((kind) => constraintOf(constraints, kind))
    if (kinds.some((kind) => this.permissions[kind] === 'denied')) throw new DOMException('', 'NotAllowedError')
    for (const kind of kinds) if (this.failures[kind]) throw new DOMException('', this.failures[kind])
    // All are found before any is opened: a request for two never half succeeds.
    const found = kinds.map((kind) => this.#find(kind, exactId(constraintOf(constraints, kind))))
    for (const kind of kinds) this.permissions[kind] = 'granted'
    while (found.some(({ deviceId }) => this.hanging.has(deviceId))) await this.#sleep()
    return new FakeStream(found.map((device) => this.#open(device))).asStream()
  }

  getDisplayMedia = async (): Promise<MediaStream> => {
    this.displayRequests += 1
    while (this.unanswered.has('getDisplayMedia')) await this.#sleep()
    if (this.manual) await this.#prompt()
    const screen: FakeDevice = { kind: 'videoinput', deviceId: 'screen', label: 'Entire screen' }
    return new FakeStream([this.#open(screen)]).asStream()
  }

  enumerateDevices = async (): Promise<MediaDeviceInfo[]> => {
    this.enumerations += 1
    while (this.unanswered.has('enumerateDevices')) await this.#sleep()
    const named = Object.values(this.permissions).includes('granted')
    return this.devices.map((device) => {
      const info = { ...device, groupId: device.groupId ?? device.deviceId }
      const shown = named ? info : { ...info, deviceId: '', label: '' }
      return { ...shown, toJSON: () => shown }
    })
  }

  onDeviceChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  permission = async (kind: DeviceKind): Promise<Permission> => {
    while (this.unanswered.has('permission')) await this.#sleep()
    return this.permissions[kind]
  }

  createStream = (tracks: MediaStreamTrack[]): MediaStream => new FakeStream(tracks).asStream()

  createLevel = (track: MediaStreamTrack): SoundLevel => {
    this.levels.add(track)
    return {
      // A track that is switched off, taken by the system or over is silence (Media Capture, section 4.3.1).
      read: () => (track.enabled && !track.muted && track.readyState === 'live' ? this.loudness : 0),
      close: () => void this.levels.delete(track),
    }
  }

  isVisible = (): boolean => this.visible
  pausedByPerson = (): boolean => this.personPauses

  onVisible = (listener: () => void): (() => void) => {
    this.#watchers.add(listener)
    return () => void this.#watchers.delete(listener)
  }

  /** The person looks away from the page or at it again. */
  show(visible: boolean): void {
    this.visible = visible
    if (visible) for (const watcher of [...this.#watchers]) watcher()
  }

  /** The person allows everything that was asked so far. */
  grant(): void {
    for (const prompt of this.#prompts.splice(0)) prompt.grant()
  }

  /** The person closes the prompt, or the system fails it with another name. */
  refuse(name = 'NotAllowedError', message = ''): void {
    for (const prompt of this.#prompts.splice(0)) prompt.refuse(name, message)
  }

  /** Everything that hung is answered. */
  wake(): void {
    this.hanging.clear()
    this.unanswered.clear()
    for (const wake of this.#sleepers.splice(0)) wake()
  }

  /** The live track of a device, as the system sees it. */
  live(deviceId: string): FakeTrack | null {
    return this.tracks.find((track) => track.readyState === 'live' && track.getSettings().deviceId === deviceId) ?? null
  }

  plug(device: FakeDevice): void {
    this.devices.push(device)
    for (const listener of [...this.#listeners]) listener()
  }

  unplug(deviceId: string): void {
    this.devices = this.devices.filter((device) => device.deviceId !== deviceId)
    this.live(deviceId)?.end()
    for (const listener of [...this.#listeners]) listener()
  }

  /** The person stops sharing from the browser's own bar. */
  stopSharing(): void {
    this.live('screen')?.end()
  }

  #prompt(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#prompts.push({ grant: resolve, refuse: (name, message) => reject(new DOMException(message, name)) })
    })
  }

  #flicker(): void {
    const device = this.flickers
    const others = this.devices.filter((one) => one !== device)
    this.devices = device && others.length === this.devices.length ? [...others, device] : others
    for (const listener of [...this.#listeners]) listener()
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => void this.#sleepers.push(resolve))
  }

  #find(kind: DeviceKind, exact: string | null): FakeDevice {
    const wanted = kind === 'microphone' ? 'audioinput' : 'videoinput'
    const all = this.devices.filter((device) => device.kind === wanted)
    const device = exact === null ? all[0] : all.find(({ deviceId }) => deviceId === exact)
    if (!device) throw new DOMException('', exact === null ? 'NotFoundError' : 'OverconstrainedError')
    const camerasOpen = this.tracks.some((track) => track.kind === 'video' && track.readyState === 'live')
    if (this.busy.has(device.deviceId) || (kind === 'camera' && this.oneCameraAtATime && camerasOpen)) {
      throw new DOMException('', 'NotReadableError')
    }
    return device
  }

  #open(device: FakeDevice): MediaStreamTrack {
    const track = new FakeTrack(device.kind === 'audioinput' ? 'audio' : 'video', device)
    this.tracks.push(track)
    return track.asTrack()
  }
}

const constraintOf = (constraints: MediaStreamConstraints, kind: DeviceKind) =>
  kind === 'microphone' ? constraints.audio : constraints.video

function exactId(constraint: boolean | MediaTrackConstraints | undefined): string | null {
  const id = typeof constraint === 'object' ? constraint.deviceId : undefined
  return typeof id === 'object' && 'exact' in id && typeof id.exact === 'string' ? id.exact : null
}
