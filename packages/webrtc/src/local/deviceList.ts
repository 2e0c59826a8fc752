import type { PendingWork } from '../async/pendingWork.ts'
import type { DeviceOption, DeviceOptions, LocalDevice } from '../mediaSnapshot.ts'
import type { MediaPort, Teardown } from '../ports.ts'

/** Knows which devices there are while it is watching; it never asks for permission. */
export interface DeviceList {
  /** Watches for devices that come and go; does not look yet, since names are hidden before a permission. */
  watch(): void
  refresh(): void
  unwatch(): void
  options(): DeviceOptions
  has(deviceId: string): boolean
  /** The same state with Chromium's stand-in for the default device replaced by the device it stands for. */
  identify(device: LocalDevice): LocalDevice
  /** The same for a device by itself. */
  named(device: DeviceOption): DeviceOption
}

/** What a list tells: that something was plugged, and which devices are there that were not. */
export interface DeviceListEvents {
  hardwareChanged(): void
  listed(added: readonly string[]): void
}

const NO_DEVICES: DeviceOptions = { cameras: [], microphones: [], speakers: [] }

// Chromium lists the default devices twice: once as themselves, once under these names with the same group.
const isStandIn = (deviceId: string) => deviceId === 'default' || deviceId === 'communications'

/** Creates a list that is empty until it is watching and refreshed. */
export function createDeviceList(media: MediaPort, pendingWork: PendingWork, events: DeviceListEvents): DeviceList {
  let stopWatching: Teardown | null = null
  let found: MediaDeviceInfo[] | null = null
  let looking = false
  let again = false

  const isWatching = () => stopWatching !== null
  /** The device a stand-in stands for; some systems have a default that is nothing else in the list. */
  const standsFor = (standIn: MediaDeviceInfo): MediaDeviceInfo | undefined =>
    found?.find(
      ({ kind, groupId, deviceId }) => kind === standIn.kind && groupId === standIn.groupId && !isStandIn(deviceId),
    )
  const pick = (kind: MediaDeviceKind): DeviceOption[] =>
    (found ?? [])
      // Before a permission there is one nameless device of each kind, which cannot be chosen.
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .filter((device) => !isStandIn(device.deviceId) || !standsFor(device))
      .map(({ deviceId, label }) => ({ deviceId, label }))

  function named(device: DeviceOption): DeviceOption {
    if (!isStandIn(device.deviceId)) return device
    const standIn = found?.find(({ kind, deviceId }) => kind === 'audioinput' && deviceId === device.deviceId)
    const real = standIn && standsFor(standIn)
    return real ? { deviceId: real.deviceId, label: real.label } : device
  }

  function accept(devices: MediaDeviceInfo[]): void {
    const known = found
    found = devices
    const added = devices.filter(({ deviceId }) => known?.every((device) => device.deviceId !== deviceId))
    events.listed(added.map(({ deviceId }) => deviceId))
  }

  async function look(): Promise<void> {
    looking = true
    while (again && isWatching()) {
      again = false
      const devices = await media.enumerateDevices().catch(() => found ?? [])
      // Nobody may be watching any more; who watches next looks again.
      if (isWatching()) accept(devices)
    }
    looking = false
  }

  function refresh(): void {
    again = true
    if (!looking) pendingWork.start(look)
  }

  return {
    watch() {
      stopWatching ??= media.onDeviceChange(() => {
        events.hardwareChanged()
        refresh()
      })
    },
    refresh,
    unwatch() {
      stopWatching?.()
      stopWatching = null
      found = null
    },
    options: () =>
      found
        ? { cameras: pick('videoinput'), microphones: pick('audioinput'), speakers: pick('audiooutput') }
        : NO_DEVICES,
    has: (deviceId) => found?.some((device) => device.deviceId === deviceId) ?? false,
    identify(device) {
      if (device.state !== 'on' || device.deviceId === null) return device
      return { state: 'on', ...named({ deviceId: device.deviceId, label: device.label }) }
    },
    named,
  }
}
