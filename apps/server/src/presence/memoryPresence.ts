import { type CallId, type DeviceId, type UserId, userKey } from '@parley/protocol'
import type { Joined, Presence, PresenceEvent } from './presence.ts'

interface PresentUser {
  readonly userId: UserId
  /** The connected devices, each with the ID of its newest connection. */
  readonly devices: Map<DeviceId, string>
  call: { callId: CallId; answered: boolean } | null
}

const isSeen = ({ devices, call }: PresentUser): boolean => devices.size > 0 || call?.answered === true

/** Creates presence in this process's memory. Each method is atomic because it never awaits. */
export function createMemoryPresence(): Presence {
  const users = new Map<string, PresentUser>()
  const listeners = new Set<(event: PresenceEvent) => void>()

  function eventOf(key: string): PresenceEvent {
    const user = users.get(key)
    if (!user || !isSeen(user)) return { key, person: null }
    const state = user.call?.answered ? 'inCall' : 'online'
    return { key, person: { userId: user.userId, state } }
  }

  /** Makes a change, forgets a user without devices and call, and tells the listeners if the visible state differs. */
  function change<T>(key: string, mutate: () => T): T {
    const before = eventOf(key)
    const result = mutate()
    const user = users.get(key)
    if (user && user.devices.size === 0 && !user.call) users.delete(key)
    const after = eventOf(key)
    if (before.person?.state !== after.person?.state) {
      for (const listener of listeners) listener(after)
    }
    return result
  }

  return {
    join: async ({ connectionId, userId, deviceId }) => {
      const key = userKey(userId)
      return change(key, (): Joined => {
        const user = users.get(key) ?? { userId, devices: new Map<DeviceId, string>(), call: null }
        users.set(key, user)
        const superseded = user.devices.get(deviceId) ?? null
        user.devices.set(deviceId, connectionId)
        return { userId: user.userId, superseded }
      })
    },
    leave: async ({ connectionId, userId, deviceId }) => {
      const key = userKey(userId)
      const devices = users.get(key)?.devices
      if (devices?.get(deviceId) !== connectionId) return false
      return change(key, () => devices.delete(deviceId))
    },
    find: async (userId) => {
      const user = users.get(userKey(userId))
      return user ? { userId: user.userId, devices: [...user.devices.keys()] } : null
    },
    engage: async (userId, callId, answered) => {
      const key = userKey(userId)
      const user = users.get(key)
      if (!user) return false
      change(key, () => {
        user.call = { callId, answered }
      })
      return user.devices.size > 0
    },
    disengage: async (userId, callId) => {
      const key = userKey(userId)
      const user = users.get(key)
      if (user?.call?.callId !== callId) return
      change(key, () => {
        user.call = null
      })
    },
    onChange: (listener) => {
      for (const key of users.keys()) listener(eventOf(key))
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
