import type { CallId, DeviceId, Person, UserId } from '@parley/protocol'

/** One connection of one device. */
export interface Connection {
  connectionId: string
  userId: UserId
  deviceId: DeviceId
}

/** `userId`: the form in which everybody sees the ID. `superseded`: the older connection of the same device. */
export interface Joined {
  userId: UserId
  superseded: string | null
}

/** What became of an ID: who is to be seen under its key, or nobody. */
export interface PresenceEvent {
  key: string
  person: Person | null
}

/**
 * Who is there: whose device is connected, or who is in a live call. A person is seen while a device is connected or
 * the call is answered: who has gone while it rings can be neither seen nor reached. Each method is atomic, also
 * between several servers. Knows nothing of sockets and of whose an ID is, and of calls only that a user is in one.
 */
export interface Presence {
  /** Connects a device. */
  join(connection: Connection): Promise<Joined>
  /** Disconnects a device. False, and nothing happens, if this connection is not its newest. */
  leave(connection: Pick<Connection, 'connectionId' | 'userId' | 'deviceId'>): Promise<boolean>
  /** The user who is there, and the connected devices: none of somebody who is only in a call. */
  find(userId: UserId): Promise<{ userId: UserId; devices: readonly DeviceId[] } | null>
  /** The user is in this live call, instead of any other. False if none of the user's devices is connected. */
  engage(userId: UserId, callId: CallId, answered: boolean): Promise<boolean>
  /** The user is not in this call any more. Nothing happens if it is another one by now. */
  disengage(userId: UserId, callId: CallId): Promise<void>
  /** Calls back for everybody who is there, then for every change. Returns the teardown. */
  onChange(listener: (event: PresenceEvent) => void): () => void
}
