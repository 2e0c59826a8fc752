import type { PendingWork } from '../async/pendingWork.ts'
import type { DeviceOption, DeviceOptions, LocalDevice } from '../mediaSnapshot.ts'
import type { MediaPort, Teardown } from '../ports.ts'

/** Lists the devices while it is watching. It never asks for permission. */
export interface DeviceList {
  /** Watches for devices that come and go. The first list comes with `refresh`, because names are hidden before a permission. */
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

/** Called when a device was plugged or unplugged, and after each listing. */
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
  /** The device behind a default entry; on some systems the default is no other entry of the list. */
  const standsFor = (standIn: MediaDeviceInfo): MediaDeviceInfo | undefined =>
    found?.find(
      ({ kind, groupId, deviceId }) => kind === standIn.kind && groupId === standIn.groupId && !isStandIn(deviceId),
    )
  const pick = (kind: MediaDeviceKind): DeviceOption[] =>
    (found ?? [])
      // Before a permission the browser lists one nameless device of each kind, which cannot be chosen.
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
      // The list may no longer be watched; the next `watch` lists again.
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
