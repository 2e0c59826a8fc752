import type { Self } from '@parley/identity'
import {
  type Ack,
  type Acknowledged,
  CallError,
  type ClientContract,
  type ClientToServerEvents,
  clientEvents,
  type DeviceRef,
  listen,
  type Payload,
  request,
  type ServerContract,
  type ServerToClientEvents,
  serverEvents,
  type Told,
  watchConnection,
} from '@parley/protocol'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import type { Announcement } from '../calls/announce.ts'
import { describeFact } from './describeFact.ts'
import { handshakeOf } from './handshakeOf.ts'
import type { TestServer } from './startTestServer.ts'

type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>

/** How a test's device connects. */
export interface ConnectOptions {
  deviceId?: string
  /** The device's keys; by default those of `server.personOf` this ID. */
  self?: Self
  /** The handshake to send instead of a valid one. */
  auth?: object
  socket?: Partial<ManagerOptions & SocketOptions>
}

/** A connected device of a test; see `connectDevice`. */
export type TestDevice = Awaited<ReturnType<typeof connectDevice>>

/** Pads a readable name to the length that the contract requires of IDs. */
export const longId = (name: string): string => name.padEnd(16, '_')

/**
 * Connects a real client as a device of this user.
 * @throws CallError with the server's code and its time as `cause`, or `disconnected` if the server is unreachable
 */
export async function connectDevice(server: TestServer, userId: string, options: ConnectOptions = {}) {
  const device: DeviceRef = { userId, deviceId: options.deviceId ?? longId(`${userId}-1`) }
  const self = { ...(options.self ?? (await server.personOf(userId))), userId }
  const socket: ClientSocket = io(server.url, {
    forceNew: true,
    reconnection: false,
    transports: ['websocket'],
    auth: options.auth ?? (await handshakeOf(server, self, device.deviceId)),
    ...options.socket,
  })
  const forget = server.onClose(() => socket.disconnect())

  const heard: Pick<Announcement, 'event' | 'payload'>[] = []
  const waiting = new Set<() => void>()
  const hear =
    <E extends Told<ServerContract>>(event: E) =>
    (payload: Payload<ServerContract, E>) => {
      heard.push({ event, payload })
      for (const check of waiting) check()
    }
  listen(socket, serverEvents, {
    incomingCall: hear('incomingCall'),
    deviceRinging: hear('deviceRinging'),
    callAnswered: hear('callAnswered'),
    callMet: hear('callMet'),
    queueChanged: hear('queueChanged'),
    callEnded: hear('callEnded'),
    missedCall: hear('missedCall'),
    presenceChanged: hear('presenceChanged'),
    signal: hear('signal'),
    keysRevoked: hear('keysRevoked'),
    linkJoined: hear('linkJoined'),
    serverStopping: hear('serverStopping'),
  })

  const disconnected = new Promise<string>((resolve) => {
    watchConnection(socket, { disconnected: resolve })
  })
  disconnected.then(forget, forget)
  await new Promise<void>((resolve, reject) => {
    const stop = watchConnection(socket, {
      connected: () => {
        stop()
        resolve()
      },
      refused: (code, serverTime) => reject(new CallError(code, { cause: { serverTime } })),
      unreachable: () => reject(new CallError('disconnected')),
    })
  })

  const ask = <E extends Acknowledged<ClientContract>>(
    event: E,
    payload: Payload<ClientContract, E>,
  ): Promise<Ack<ClientContract, E>> => request(socket, clientEvents, event, payload)

  return {
    ...device,
    ref: device,
    self,
    socket,
    request: ask,
    /** Sends any payload, as a broken or hostile client would; the acknowledgement is not parsed. */
    sendRaw: (event: string, payload: unknown): Promise<unknown> =>
      // The typed emitter would not accept it.
      (socket.timeout(2000) as unknown as { emitWithAck(...args: unknown[]): Promise<unknown> }).emitWithAck(
        event,
        payload,
      ),
    /** Resolves with the first event of this description, received now or later; forgets it and all before it. */
    hears: (text: string) =>
      new Promise<Announcement['payload']>((resolve) => {
        const check = () => {
          const at = heard.findIndex((fact) => describeFact(fact) === text)
          const fact = heard[at]
          if (!fact) return
          heard.splice(0, at + 1)
          waiting.delete(check)
          resolve(fact.payload)
        }
        waiting.add(check)
        check()
      }),
    /** Describes and forgets all events that the server had sent when this was called. */
    heard: async () => {
      // The answer takes the same connection, so all earlier events have arrived before it.
      await ask('getIceServers', {})
      return heard.splice(0).map(describeFact)
    },
    /** Describes all events that have arrived and were not read; works after the connection's end too. */
    unread: () => heard.splice(0).map(describeFact),
    /** Resolves with the reason why the connection ended. */
    disconnected,
    /** Disconnects, and waits until the server has handled it. */
    leave: async () => {
      socket.disconnect()
      await server.logged({ event: 'left', deviceId: device.deviceId })
    },
  }
}
