import type { Clock } from '@parley/protocol'
import type { PendingWork } from '../async/pendingWork.ts'
import { waitFor } from '../async/waitFor.ts'
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

/** Called when the browser says that devices changed, and after each listing. */
export interface DeviceListEvents {
  hardwareChanged(): void
  /**
   * @param added the ids of new devices
   * @param news true if a change was announced and this list is not the one before: browsers also announce changes when
   *   a device is opened, and each time it fails
   */
  listed(added: readonly string[], news: boolean): void
}

/** A list that has not come by then is not waited for, and asked for again after `AGAIN_MS`. Milliseconds. */
const LISTS_MS = 5_000
const AGAIN_MS = 10_000

const NO_DEVICES: DeviceOptions = { cameras: [], microphones: [], speakers: [], defaultSpeaker: null }

// Chromium lists the default devices twice: once as themselves, once under these names with the same group.
const isStandIn = (deviceId: string) => deviceId === 'default' || deviceId === 'communications'

const isSame = (one: MediaDeviceInfo, other: MediaDeviceInfo | undefined): boolean =>
  one.kind === other?.kind && one.deviceId === other.deviceId && one.groupId === other.groupId

/** Creates a list that is empty until it is watching and refreshed. */
export function createDeviceList(
  { media, clock }: { media: MediaPort; clock: Clock },
  pendingWork: PendingWork,
  events: DeviceListEvents,
): DeviceList {
  let stopWatching: Teardown | null = null
  let found: MediaDeviceInfo[] | null = null
  let looking = false
  let giveUp = () => {}
  let again = false
  let announced = false
  let cancelAgain: Teardown = () => {}

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

  function defaultSpeaker(): string | null {
    const standIn = found?.find(({ kind, deviceId }) => kind === 'audiooutput' && deviceId === 'default')
    return (standIn && standsFor(standIn)?.deviceId) ?? null
  }

  function named(device: DeviceOption): DeviceOption {
    if (!isStandIn(device.deviceId)) return device
    const standIn = found?.find(({ kind, deviceId }) => kind === 'audioinput' && deviceId === device.deviceId)
    const real = standIn && standsFor(standIn)
    return real ? { deviceId: real.deviceId, label: real.label } : device
  }

  function accept(devices: MediaDeviceInfo[]): void {
    const known = found
    const news = announced && !(known?.length === devices.length && known.every((one, at) => isSame(one, devices[at])))
    found = devices
    // A change that was announced since this list was asked for belongs to the next one.
    announced = again
    cancelAgain()
    const added = devices.filter(({ deviceId }) => known?.every((device) => device.deviceId !== deviceId))
    events.listed(
      added.map(({ deviceId }) => deviceId),
      news,
    )
  }

  async function look(): Promise<void> {
    looking = true
    while (again && stopWatching) {
      again = false
      await list(stopWatching)
    }
    looking = false
  }

  /** Resolves when the list has come, or is not waited for any more: then it is still used if it is the first to come. */
  async function list(watch: Teardown): Promise<void> {
    const before = found
    // The list may no longer be watched; the next `watch` lists again.
    const isCurrent = () => stopWatching === watch && found === before
    const coming = media.enumerateDevices().then(
      (devices) => isCurrent() && accept(devices),
      () => undefined,
    )
    const waiting = waitFor<unknown>(clock, LISTS_MS, coming, 'late')
    giveUp = waiting.giveUp
    const outcome = await waiting.result
    if (outcome !== 'late' || !isCurrent()) return
    again = false
    cancelAgain = clock.setTimeout(refresh, AGAIN_MS)
  }

  function refresh(): void {
    cancelAgain()
    again = true
    if (!looking) pendingWork.start(look)
  }

  return {
    watch() {
      stopWatching ??= media.onDeviceChange(() => {
        events.hardwareChanged()
        announced = true
        refresh()
      })
    },
    refresh,
    unwatch() {
      stopWatching?.()
      stopWatching = null
      found = null
      announced = false
      cancelAgain()
      giveUp()
    },
    options: () =>
      found
        ? {
            ...{ cameras: pick('videoinput'), microphones: pick('audioinput'), speakers: pick('audiooutput') },
            defaultSpeaker: defaultSpeaker(),
          }
        : NO_DEVICES,
    has: (deviceId) => found?.some((device) => device.deviceId === deviceId) ?? false,
    identify(device) {
      if (device.state !== 'on' || device.deviceId === null) return device
      return { state: 'on', ...named({ deviceId: device.deviceId, label: device.label }) }
    },
    named,
  }
}
