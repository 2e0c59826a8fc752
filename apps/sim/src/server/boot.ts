import { limits, serverEvents, tell, userKey } from '@parley/protocol'
import {
  type Announcement,
  type CallServiceOptions,
  createCallService,
  createMemoryCallStore,
  createMemoryPresence,
  createSerialQueues,
  type MissedCalls,
} from '@parley/server/calls'
import type { Line } from '../network/line.ts'
import type { ServerDeps } from './deps.ts'
import { createEndpoint, type Endpoint } from './endpoint.ts'
import { TIMES } from './times.ts'

/** One run of the server, from a start to the next restart. */
export type Boot = ReturnType<typeof createBoot>

/** Signs tickets. Stays the same after a restart, like a secret on disk. */
const SECRET = new Uint8Array(32)

const keyOf = ({ device }: Line): string => `${userKey(device.userId)} ${device.deviceId}`

/**
 * Starts a server that knows no calls and no connected devices.
 *
 * @param missed the missed calls, which survive restarts
 * @param number of this boot, from 1; from the second on the server waits `RETURN_MS` for devices to reconnect
 */
export function createBoot({ clock, machine, truth, fail, toDevice }: ServerDeps, missed: MissedCalls, number: number) {
  const endpoints = new Map<string, Endpoint>()
  /** Every endpoint by line ID, released ones too: a message under way may still arrive on one. */
  const known = new Map<string, Endpoint>()
  const queues = createSerialQueues()
  let over = false

  const now = machine.begin()
  /** The world's time at the beginning of this process's clock. */
  const origin = clock.now() - now()
  const ownClock = {
    now,
    wall: machine.wall,
    setTimeout: (fn: () => void, ms: number) => clock.setTimeout(() => over || fn(), ms),
  }
  const store = truth.watchStore(createMemoryCallStore(ownClock))
  const presence = truth.watchPresence(createMemoryPresence())

  function deliver(announcement: Announcement): void {
    if (over) return
    truth.told(announcement)
    const { to, event, payload } = announcement
    for (const { line } of endpoints.values()) {
      const { userId, deviceId } = line.device
      const ref = 'device' in to ? to.device : null
      const meant = ref
        ? ref.deviceId === deviceId && userKey(ref.userId) === userKey(userId)
        : 'user' in to && userKey(to.user) === userKey(userId) && to.except?.deviceId !== deviceId
      if (meant) tell({ emit: (name, what) => toDevice(line, name, what) }, serverEvents, event, payload)
    }
  }

  const log = {
    info: () => {},
    error: (what: unknown, text: string) => fail(`the server logs "${text}": ${reason(what)}`),
  }
  const options: CallServiceOptions = {
    ...{ store, presence, deliver, clock: ownClock, missed, times: TIMES, secret: SECRET, boot: `boot ${number}` },
    ...(number > 1 && { gatheringUntil: now() + limits.RETURN_MS }),
    // The call service logs only with `info` and `error`.
    log: log as unknown as CallServiceOptions['log'],
  }
  const service = truth.watchService(createCallService(options))

  const run = (line: Line, task: () => Promise<void>): void =>
    void queues.run(keyOf(line), task).catch((error: unknown) => fail(`the server failed: ${String(error)}`))

  function release(line: Line): void {
    if (over || !endpoints.has(line.id)) return
    endpoints.delete(line.id)
    run(line, async () => {
      if (await presence.leave({ connectionId: line.id, ...line.device })) await service.deviceLeft(line.device)
    })
  }

  return {
    /** Turns a time of this process into the world's. */
    worldTime: (at: number): number => origin + at,
    admit: (line: Line, admitted: () => void): void =>
      run(line, async () => {
        if (over) return
        const endpoint = createEndpoint(line, { service, run: (task) => queues.run(keyOf(line), task), fail })
        endpoints.set(line.id, endpoint)
        known.set(line.id, endpoint)
        const { superseded } = await presence.join({ connectionId: line.id, ...line.device })
        const older = superseded === null ? undefined : endpoints.get(superseded)
        if (older) release(older.line)
        await service.deviceArrived(line.device)
        admitted()
      }),
    release,
    holds: (line: Line): boolean => endpoints.has(line.id),
    ask: (line: Line, event: string, payload: unknown, reply: (answer: unknown) => void): void => {
      if (!over) known.get(line.id)?.receive(event, payload, reply)
    },
    shutDown: (): Line[] => {
      over = true
      service.close()
      return [...endpoints.values()].map(({ line }) => line)
    },
    remains: async (users: readonly string[]): Promise<string[]> => {
      const { calls: live, timers } = await service.stats()
      const present = await Promise.all(users.map((userId) => presence.find(userId)))
      return [
        ...(live > 0 ? [`${live} calls`] : []),
        ...(timers > 0 ? [`${timers} timers`] : []),
        ...(endpoints.size > 0 ? [`${endpoints.size} connections`] : []),
        ...present.flatMap((user) => (user ? [`${user.userId} as present`] : [])),
      ]
    },
  }
}

const reason = (what: unknown): string =>
  typeof what === 'object' && what !== null && 'err' in what ? String(what.err) : String(what)
