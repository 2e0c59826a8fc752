import type { Clock } from '@parley/protocol'
import type { PendingWork } from '../async/pendingWork.ts'
import type { DeviceKind, MediaPort, Teardown } from '../ports.ts'
import type { DeviceList } from './deviceList.ts'
import type { DeviceSlot } from './deviceSlot.ts'
import { permissionsOf } from './permissions.ts'

/** A track the system has muted, or a device that does not start, is given this long; each try doubles it. */
const AILING_MS = 3_000
/** After so many tries it is left to the person, until the last one lies this far back. */
const TRIES = 4
const FORGIVEN_MS = 60_000
/** A device that came back so short ago and went again has a loose plug: it must stay a while before it is used. */
const LOOSE_MS = 15_000
const STEADY_MS = 5_000

/** Gets one device back when the system has taken it, and when it is plugged in again. It never prompts. */
export interface DeviceRecovery {
  /** To be called whenever something may have changed. */
  check(): void
  /** The device that belongs here is listed again. */
  listedAgain(): void
  stop(): void
}

/** Creates a recovery that does nothing yet. `again` is told after the slot has been given something new to look for. */
export function createDeviceRecovery(
  kind: DeviceKind,
  slot: DeviceSlot,
  {
    media,
    clock,
    list,
    pendingWork,
    again,
  }: { media: MediaPort; clock: Clock; list: DeviceList; pendingWork: PendingWork; again(): void },
): DeviceRecovery {
  let cancelTry: Teardown | null = null
  let cancelReturn: Teardown | null = null
  let tries = 0
  let triedAt = Number.NEGATIVE_INFINITY
  let returnedAt = Number.NEGATIVE_INFINITY

  /** Where a person can pause a device in the browser itself, a track that is muted may be just that: it is theirs to end. */
  const ails = () => slot.ailing() && !(slot.track() !== null && media.pausedByPerson())

  /** Does it if the browser will not ask the person for that: they were asked once, and may have taken it back. */
  function quietly(act: () => void): void {
    pendingWork.start(async () => {
      const { [kind]: permission } = await permissionsOf(media, clock)
      if (permission !== 'granted' && permission !== 'unknown') return
      act()
      again()
    })
  }

  function attempt(): void {
    cancelTry = null
    // Phones take camera and microphone from a page that is not seen, and give them back by themselves.
    if (!media.isVisible() || !ails()) return
    tries += 1
    triedAt = clock.now()
    quietly(() => {
      if (ails()) slot.reacquire()
    })
  }

  function comeBack(): void {
    cancelReturn = null
    const home = slot.home()
    if (home === null || !list.has(home)) return
    returnedAt = clock.now()
    quietly(() => slot.returned())
  }

  return {
    check() {
      if (!ails()) {
        cancelTry?.()
        cancelTry = null
        return
      }
      if (cancelTry || !media.isVisible()) return
      if (clock.now() - triedAt > FORGIVEN_MS) tries = 0
      if (tries < TRIES) cancelTry = clock.setTimeout(attempt, AILING_MS * 2 ** tries)
    },
    listedAgain() {
      cancelReturn?.()
      if (clock.now() - returnedAt < LOOSE_MS) cancelReturn = clock.setTimeout(comeBack, STEADY_MS)
      else comeBack()
    },
    stop() {
      cancelTry?.()
      cancelReturn?.()
      cancelTry = null
      cancelReturn = null
      tries = 0
      returnedAt = Number.NEGATIVE_INFINITY
    },
  }
}
