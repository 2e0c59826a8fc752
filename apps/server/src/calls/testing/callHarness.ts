import { randomBytes } from 'node:crypto'
import {
  type ClientContract,
  type DeviceRef,
  type Identity,
  type Payload,
  sameDevice,
  sameUser,
} from '@parley/protocol'
import { pino } from 'pino'
import { createMissedStore } from '../../directory/testing/missedStore.ts'
import { createMemoryPresence } from '../../presence/memoryPresence.ts'
import { describeFact } from '../../testing/describeFact.ts'
import { createFakeClock, type FakeClock } from '../../testing/fakeClock.ts'
import type { Announcement } from '../announce.ts'
import type { Call } from '../call.ts'
import { createMemoryCallStore } from '../memoryStore.ts'
import { createMissedCalls } from '../missedCalls.ts'
import { createCallService } from '../service.ts'

/** An identity for a device, different for each user and without valid certificates; the call service verifies none. */
export const identityOf = ({ userId }: DeviceRef): Identity => ({
  root: `root of ${userId.toLowerCase()}`,
  certificates: [],
  revocations: null,
})

/** A test's device. */
export interface HarnessDevice extends DeviceRef {
  /** The announcements since the last call, described by `describeFact`. */
  heard(): string[]
}

/** The circumstances of the call service under test. */
export interface HarnessOptions {
  /** How much too early timers fire, as real ones may. Milliseconds. */
  earlyMs?: number
  /** How long after its start people may still be on their way back to the service. Milliseconds. */
  gatheringMs?: number
  meetingChanged?: (call: Call, there: boolean) => void
  /** The harness of an earlier service, whose clock and secret this one takes. */
  before?: { clock: FakeClock; secret: Uint8Array }
}

/** Creates a call service in memory with a fake clock, for devices that only record announcements. */
export function createCallHarness({ earlyMs = 0, gatheringMs, meetingChanged, before }: HarnessOptions = {}) {
  const clock = before?.clock ?? createFakeClock()
  const secret = before?.secret ?? randomBytes(32)
  const presence = createMemoryPresence()
  const store = createMemoryCallStore(clock)
  const listening = new Map<DeviceRef, string[]>()
  const log: string[] = []
  const logger = pino({ level: 'info' }, { write: (line: string) => log.push(line) })
  const missed = createMissedCalls({ directory: createMissedStore(), clock, log: logger })
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

  const service = createCallService({
    store,
    presence,
    clock: { ...clock, setTimeout: (fn, ms) => clock.setTimeout(fn, ms - earlyMs) },
    deliver,
    log: logger,
    missed,
    secret,
    times: { ringMs: 45_000, returnMs: 10_000, goneMs: 20_000, awayMs: 60_000 },
    ...(gatheringMs !== undefined && { gatheringUntil: clock.now() + gatheringMs }),
    ...(meetingChanged && { meetingChanged }),
  })

  const calls = {
    ...service,
    placeCall: (device: DeviceRef, payload: Payload<ClientContract, 'placeCall'>) =>
      service.placeCall(device, payload, identityOf(device)),
  }

  /** Connects the device `<user>-<number>`; a second call makes a newer connection of the same device. */
  async function connect(userId: string, number = 1): Promise<HarnessDevice & { leave(): Promise<void> }> {
    const device = { userId, deviceId: `${userId}-${number}` }
    connections += 1
    const connection = { ...device, connectionId: String(connections) }
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

  return { clock, secret, presence, store, calls, connect, log, missed }
}

/** A call service under test; see `createCallHarness`. */
export type CallHarness = ReturnType<typeof createCallHarness>
