import type { CallId, DeviceId, Person, UserId } from '@parley/protocol'

/** One connection of one device. */
export interface Connection {
  connectionId: string
  /** As typed by its person. */
  userId: UserId
  deviceId: DeviceId
  /** The browser's proof that it held the ID before. Secret. */
  holder: string
}

/** `userId`: the form in which everybody sees the ID. `superseded`: the older connection of the same device. */
export type Joined = { ok: true; userId: UserId; superseded: string | null } | { ok: false }

/** What became of an ID: who is to be seen under its key (null: nobody), and whether it is still held. */
export interface PresenceEvent {
  key: string
  person: Person | null
  held: boolean
}

/**
 * Who is online, and who holds an ID. An ID is held while a device of it is connected or its user is in a live call;
 * then only the same holder may join it. Its person is seen while a device is connected or the call is answered: who
 * has gone while it rings can be neither seen nor reached. Each method is atomic, also between several servers. Knows nothing of
 * sockets, and of calls only that a user is engaged in one.
 */
export interface Presence {
  /** Connects a device; refused if somebody else holds the ID. */
  join(connection: Connection): Promise<Joined>
  /** Disconnects a device. False, and nothing happens, if this connection is not its newest. */
  leave(connection: Pick<Connection, 'connectionId' | 'userId' | 'deviceId'>): Promise<boolean>
  /** The user who holds the ID, and the connected devices, perhaps none. */
  find(userId: UserId): Promise<{ userId: UserId; devices: readonly DeviceId[] } | null>
  /** The user is in this live call, instead of any other. False if none of the user's devices is connected. */
  engage(userId: UserId, callId: CallId, answered: boolean): Promise<boolean>
  /** The user is not in this call any more. Nothing happens if it is another one by now. */
  disengage(userId: UserId, callId: CallId): Promise<void>
  /** Calls back for everybody who is there, then for every change. Returns the teardown. */
  onChange(listener: (event: PresenceEvent) => void): () => void
}
