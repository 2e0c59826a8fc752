import { type CallId, type DeviceId, type Person, type UserId, userKey } from '@parley/protocol'
import type { Presence, PresenceEvent } from './presence.ts'

interface Holding {
  readonly userId: UserId
  readonly holder: string
  /** Connected devices, each with its newest connection. */
  readonly devices: Map<DeviceId, string>
  call: { callId: CallId; answered: boolean } | null
}

const personOf = ({ userId, call }: Holding): Person => ({ userId, state: call?.answered ? 'inCall' : 'online' })

/** Presence in this process's memory. Each method does its work before it first yields, and so is atomic. */
export function createMemoryPresence(): Presence {
  const holdings = new Map<string, Holding>()
  const listeners = new Set<(event: PresenceEvent) => void>()

  function tell(key: string, person: Person | null): void {
    for (const listener of listeners) listener({ key, person })
  }

  function releaseIfFree(key: string, { devices, call }: Holding): boolean {
    if (devices.size > 0 || call) return false
    holdings.delete(key)
    tell(key, null)
    return true
  }

  function hold(key: string, userId: UserId, holder: string): Holding {
    const holding: Holding = { userId, holder, devices: new Map(), call: null }
    holdings.set(key, holding)
    tell(key, personOf(holding))
    return holding
  }

  return {
    join: async ({ connectionId, userId, deviceId, holder }) => {
      const key = userKey(userId)
      const holding = holdings.get(key) ?? hold(key, userId, holder)
      if (holding.holder !== holder) return { ok: false }
      const superseded = holding.devices.get(deviceId) ?? null
      holding.devices.set(deviceId, connectionId)
      return { ok: true, userId: holding.userId, superseded }
    },
    leave: async ({ connectionId, userId, deviceId }) => {
      const key = userKey(userId)
      const holding = holdings.get(key)
      if (holding?.devices.get(deviceId) !== connectionId) return false
      holding.devices.delete(deviceId)
      releaseIfFree(key, holding)
      return true
    },
    find: async (userId) => {
      const holding = holdings.get(userKey(userId))
      return holding ? { userId: holding.userId, devices: [...holding.devices.keys()] } : null
    },
    engage: async (userId, callId, answered) => {
      const key = userKey(userId)
      const holding = holdings.get(key)
      if (!holding) return false
      const before = personOf(holding).state
      holding.call = { callId, answered }
      if (personOf(holding).state !== before) tell(key, personOf(holding))
      return holding.devices.size > 0
    },
    disengage: async (userId, callId) => {
      const key = userKey(userId)
      const holding = holdings.get(key)
      if (holding?.call?.callId !== callId) return
      const before = personOf(holding).state
      holding.call = null
      if (!releaseIfFree(key, holding) && before === 'inCall') tell(key, personOf(holding))
    },
    onChange: (listener) => {
      for (const [key, holding] of holdings) listener({ key, person: personOf(holding) })
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
