import type { CallId, DeviceId, Person, UserId } from '@parley/protocol'

/** A connection of a device. */
export interface Connection {
  connectionId: string
  userId: UserId
  deviceId: DeviceId
}

/** The outcome of connecting a device. */
export interface Joined {
  /** The ID in the spelling that everybody sees. */
  userId: UserId
  /** The earlier connection of the same device; null if none. */
  superseded: string | null
}

/** The new visible state of the user with this key; `person` is null if the user is no longer visible. */
export interface PresenceEvent {
  key: string
  person: Person | null
}

/**
 * Tracks which devices are connected and which users are in a live call. A user is visible while a device is connected
 * or an answered call goes on; a user without devices whose call still rings is not.
 * Each method is atomic, also between several servers. Does not know sockets or keys, and of calls only the ID.
 */
export interface Presence {
  /** Connects a device. */
  join(connection: Connection): Promise<Joined>
  /** Disconnects a device. Does nothing and resolves to false if this is not the device's newest connection. */
  leave(connection: Pick<Connection, 'connectionId' | 'userId' | 'deviceId'>): Promise<boolean>
  /** The user and the connected devices, none if the user is only in a call; null if the user is neither. */
  find(userId: UserId): Promise<{ userId: UserId; devices: readonly DeviceId[] } | null>
  /** Puts the user into this live call, replacing any other. Resolves to false if no device of the user is online. */
  engage(userId: UserId, callId: CallId, answered: boolean): Promise<boolean>
  /** Takes the user out of this call. Does nothing if the user is in another call by now. */
  disengage(userId: UserId, callId: CallId): Promise<void>
  /** Calls the listener for every tracked user at once, then for every change. Returns the teardown. */
  onChange(listener: (event: PresenceEvent) => void): () => void
}
