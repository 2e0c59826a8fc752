import { createKeyPair, deviceLinkIdOf, makeJoiner, pairingDigits, readChain, type Self } from '@parley/identity'
import {
  CallError,
  DEVICE_LINK_NAMESPACE,
  deviceLinkClientEvents,
  deviceLinkServerEvents,
  limits,
  listen,
  type Membership,
  request,
  sameUser,
  watchConnection,
} from '@parley/protocol'
import type { Socket } from 'socket.io-client'
import type { DeviceInvite } from './deviceInvite.ts'

/** Why this browser did not join. `gone`: the invite was used or expired. `forged`: an answer contradicts it. */
export type JoiningProblem = 'gone' | 'refused' | 'unreachable' | 'forged' | 'outdated' | 'failed'

/** How far this browser has come in joining an ID. */
export type JoiningState =
  | { step: 'working' }
  | { step: 'digits'; userId: string; digits: string }
  | { step: 'done' }
  | { step: 'failed'; why: JoiningProblem }

interface Options {
  invite: DeviceInvite
  /** The name of this browser that the other device shows. */
  label: string
  /** Creates a socket to a namespace of the server, not yet connected. */
  connect(namespace: string, auth: object): Socket
  show(state: JoiningState): void
  /** Called with the new identity. Rejects if it cannot be stored. */
  joined(self: Self): Promise<void>
}

const whyOf = (error: unknown): JoiningProblem => {
  if (!(error instanceof CallError)) return 'failed'
  switch (error.code) {
    case 'linkGone':
      return 'gone'
    case 'unsupportedVersion':
      return 'outdated'
    case 'timeout':
    case 'disconnected':
      return 'unreachable'
    default:
      return 'failed'
  }
}

/** Makes this browser a device of an ID, by a link from one of its devices. `close` gives up. */
export function createJoining({ invite, label, connect, show, joined }: Options): { close(): void } {
  let stopSocket = () => {}
  let closed = false

  function close(): void {
    closed = true
    stopSocket()
  }
  function fail(why: JoiningProblem): void {
    if (closed) return
    show({ step: 'failed', why })
    close()
  }

  async function join(): Promise<void> {
    show({ step: 'working' })
    const key = await createKeyPair()
    const joiner = await makeJoiner(invite.secret, key.publicKey, label)
    const socket = connect(DEVICE_LINK_NAMESPACE, {
      protocol: limits.PROTOCOL_VERSION,
      link: await deviceLinkIdOf(invite.secret),
    })
    if (closed) return
    let expected: Pick<Self, 'userId' | 'root'> | null = null

    /** True if this is the invite's ID and, if the invite names a root, its root. */
    const isInvited = ({ userId, root }: Pick<Self, 'userId' | 'root'>): boolean =>
      sameUser(userId, invite.userId) && (invite.root === undefined || root === invite.root)

    async function introduce(): Promise<void> {
      const ack = await request(socket, deviceLinkClientEvents, 'joinDevice', joiner)
      if (!ack.ok) throw new CallError(ack.error)
      const { userId, root } = ack
      if (!isInvited(ack)) return fail('forged')
      expected = { userId, root }
      const digits = await pairingDigits(invite.secret, root, key.publicKey)
      if (!closed) show({ step: 'digits', userId, digits })
    }

    async function becomeMember({ userId, root, certificates }: Membership): Promise<void> {
      // The person has compared digits of the expected root, so no other root is accepted.
      const chain =
        expected?.root === root && isInvited({ userId, root }) ? await readChain(userId, { root, certificates }) : null
      if (chain?.key !== key.publicKey) return fail('forged')
      if (closed) return
      close()
      try {
        await joined({ userId, key, root, certificates })
        show({ step: 'done' })
      } catch {
        // The other device has approved this browser, but the key cannot be stored here.
        show({ step: 'failed', why: 'failed' })
      }
    }

    const failed = (error: unknown) => fail(whyOf(error))
    const stops = [
      listen(socket, deviceLinkServerEvents, {
        deviceApproved: (membership) => void becomeMember(membership).catch(failed),
        linkClosed: () => fail('refused'),
      }),
      watchConnection(socket, {
        connected: () => void introduce().catch(failed),
        disconnected: (why) => why === 'replaced' && fail('gone'),
        refused: (code) => failed(new CallError(code)),
        unreachable: () => fail('unreachable'),
      }),
    ]
    stopSocket = () => {
      for (const stop of stops) stop()
      socket.disconnect()
    }
    socket.connect()
  }

  join().catch((error: unknown) => fail(whyOf(error)))
  return { close }
}
