import { createKeyPair, deviceLinkIdOf, makeJoiner } from '@parley/identity'
import {
  type Ack,
  CallError,
  DEVICE_LINK_NAMESPACE,
  type DeviceLinkClientContract,
  deviceLinkClientEvents,
  deviceLinkServerEvents,
  type Joiner,
  limits,
  listen,
  type Membership,
  request,
  watchConnection,
} from '@parley/protocol'
import { io, type Socket } from 'socket.io-client'
import type { TestServer } from './startTestServer.ts'

/** How a test's browser joins. */
export interface JoinerOptions {
  /** The handshake to send instead of a valid one. */
  auth?: object
}

/**
 * Connects a real client to the device link namespace, as a browser that has the secret of a link.
 * @throws CallError with the server's code, or `disconnected` if the server is unreachable
 */
export async function connectJoiner(server: TestServer, secret: string, options: JoinerOptions = {}) {
  const key = await createKeyPair()
  const joiner = await makeJoiner(secret, key.publicKey, 'Firefox on Linux')
  const auth = options.auth ?? { protocol: limits.PROTOCOL_VERSION, link: await deviceLinkIdOf(secret) }
  const heard: ('linkClosed' | 'deviceApproved')[] = []
  let approve: (membership: Membership) => void
  const approved = new Promise<Membership>((resolve) => {
    approve = resolve
  })
  let close: () => void
  const closed = new Promise<void>((resolve) => {
    close = resolve
  })

  let sendAway: () => void
  const disconnected = new Promise<void>((resolve) => {
    sendAway = resolve
  })

  async function connect(): Promise<Socket> {
    const socket: Socket = io(`${server.url}${DEVICE_LINK_NAMESPACE}`, {
      ...{ forceNew: true, reconnection: false, transports: ['websocket'], auth },
    })
    server.onClose(() => socket.disconnect())
    listen(socket, deviceLinkServerEvents, {
      deviceApproved: (membership) => {
        heard.push('deviceApproved')
        approve(membership)
      },
      linkClosed: () => {
        heard.push('linkClosed')
        close()
      },
    })
    await new Promise<void>((resolve, reject) => {
      watchConnection(socket, {
        connected: resolve,
        disconnected: (why) => why === 'replaced' && sendAway(),
        refused: (code) => reject(new CallError(code)),
        unreachable: () => reject(new CallError('disconnected')),
      })
    })
    return socket
  }
  let socket = await connect()

  return {
    key,
    joiner,
    heard,
    approved,
    closed,
    /** Resolves when the server has ended the connection. */
    disconnected,
    /** Sends `joinDevice` with its key, or with the test's. */
    join: (shown: Joiner = joiner): Promise<Ack<DeviceLinkClientContract, 'joinDevice'>> =>
      request(socket, deviceLinkClientEvents, 'joinDevice', shown),
    /** Disconnects and connects again. */
    reconnect: async (): Promise<void> => {
      socket.disconnect()
      socket = await connect()
    },
  }
}
