import { type DeviceRef, sameDevice, sameUser } from '@parley/protocol'
import { pino } from 'pino'
import { createMemoryPresence } from '../../presence/memoryPresence.ts'
import { describeFact } from '../../testing/describeFact.ts'
import { createFakeClock } from '../../testing/fakeClock.ts'
import type { Announcement } from '../announce.ts'
import { createMemoryCallStore } from '../memoryStore.ts'
import { createCallService } from '../service.ts'

/** A device as a test sees it: who it is, and what it was told since it was last asked. */
export interface HarnessDevice extends DeviceRef {
  heard(): string[]
}

/**
 * The call service with its own memory, time that stands still, and devices that only listen.
 *
 * @param earlyMs how much too early timers fire, as real ones may
 */
export function createCallHarness({ earlyMs = 0 } = {}) {
  const clock = createFakeClock()
  const presence = createMemoryPresence()
  const store = createMemoryCallStore(clock)
  const listening = new Map<DeviceRef, string[]>()
  const log: string[] = []
  let connections = 0

  function deliver({ to, ...fact }: Announcement): void {
    for (const [device, heard] of listening) {
      const meant =
        'device' in to
          ? sameDevice(to.device, device)
          : sameUser(to.user, device.userId) && !(to.except && sameDevice(to.except, device))
      if (meant) heard.push(describeFact(fact))
    }
  }

  const calls = createCallService({
    store,
    presence,
    clock: { now: clock.now, setTimeout: (fn, ms) => clock.setTimeout(fn, ms - earlyMs) },
    deliver,
    log: pino({ level: 'info' }, { write: (line: string) => log.push(line) }),
    times: { ringMs: 45_000, returnMs: 10_000, awayMs: 60_000 },
  })

  /** Connects a device named `<user>-<number>`; again, it is a newer connection of the same device. */
  async function connect(userId: string, number = 1): Promise<HarnessDevice & { leave(): Promise<void> }> {
    const device = { userId, deviceId: `${userId}-${number}` }
    connections += 1
    const connection = { ...device, connectionId: String(connections), holder: `holder of ${userId}` }
    await presence.join(connection)
    await calls.deviceArrived(device)
    const heard: string[] = []
    const self = {
      ...device,
      heard: () => heard.splice(0),
      leave: async () => {
        listening.delete(self)
        if (await presence.leave(connection)) await calls.deviceLeft(device)
      },
    }
    listening.set(self, heard)
    return self
  }

  return { clock, presence, store, calls, connect, log }
}

export type CallHarness = ReturnType<typeof createCallHarness>
