import { type CallId, type DeviceId, type UserId, userKey } from '@parley/protocol'
import type { Joined, Presence, PresenceEvent } from './presence.ts'

interface Holding {
  readonly userId: UserId
  readonly holder: string
  /** Connected devices, each with its newest connection. */
  readonly devices: Map<DeviceId, string>
  call: { callId: CallId; answered: boolean } | null
}

const isSeen = ({ devices, call }: Holding): boolean => devices.size > 0 || call?.answered === true

/** Presence in this process's memory. Each method does its work before it first yields, and so is atomic. */
export function createMemoryPresence(): Presence {
  const holdings = new Map<string, Holding>()
  const listeners = new Set<(event: PresenceEvent) => void>()

  function eventOf(key: string): PresenceEvent {
    const holding = holdings.get(key)
    if (!holding || !isSeen(holding)) return { key, person: null, held: holding !== undefined }
    const state = holding.call?.answered ? 'inCall' : 'online'
    return { key, person: { userId: holding.userId, state }, held: true }
  }

  /** The one way anything changes: lets go of an ID that nothing holds any more, and tells what is different after. */
  function change<T>(key: string, mutate: () => T): T {
    const before = eventOf(key)
    const result = mutate()
    const holding = holdings.get(key)
    if (holding && holding.devices.size === 0 && !holding.call) holdings.delete(key)
    const after = eventOf(key)
    if (before.person?.state !== after.person?.state || before.held !== after.held) {
      for (const listener of listeners) listener(after)
    }
    return result
  }

  return {
    join: async ({ connectionId, userId, deviceId, holder }) => {
      const key = userKey(userId)
      return change(key, (): Joined => {
        const holding = holdings.get(key) ?? { userId, holder, devices: new Map<DeviceId, string>(), call: null }
        if (holding.holder !== holder) return { ok: false }
        holdings.set(key, holding)
        const superseded = holding.devices.get(deviceId) ?? null
        holding.devices.set(deviceId, connectionId)
        return { ok: true, userId: holding.userId, superseded }
      })
    },
    leave: async ({ connectionId, userId, deviceId }) => {
      const key = userKey(userId)
      const devices = holdings.get(key)?.devices
      if (devices?.get(deviceId) !== connectionId) return false
      return change(key, () => devices.delete(deviceId))
    },
    find: async (userId) => {
      const holding = holdings.get(userKey(userId))
      return holding ? { userId: holding.userId, devices: [...holding.devices.keys()] } : null
    },
    engage: async (userId, callId, answered) => {
      const key = userKey(userId)
      const holding = holdings.get(key)
      if (!holding) return false
      change(key, () => {
        holding.call = { callId, answered }
      })
      return holding.devices.size > 0
    },
    disengage: async (userId, callId) => {
      const key = userKey(userId)
      const holding = holdings.get(key)
      if (holding?.call?.callId !== callId) return
      change(key, () => {
        holding.call = null
      })
    },
    onChange: (listener) => {
      for (const key of holdings.keys()) listener(eventOf(key))
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
