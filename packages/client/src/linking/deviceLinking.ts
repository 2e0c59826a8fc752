import { certify, createDeviceLink, isJoiner, pairingDigits } from '@parley/identity'
import {
  CallError,
  clientEvents,
  type DeviceLinkId,
  type Joiner,
  listen,
  request,
  serverEvents,
} from '@parley/protocol'
import type { OwnAccount } from '../account/account.ts'
import type { ClientParts } from '../parts.ts'
import type { DeviceInvite } from './deviceInvite.ts'
import { nameKey } from './keyNames.ts'

/** Why no device was added. `full`: the ID has the most devices that it may have. */
export type DeviceLinkingProblem = 'expired' | 'unreachable' | 'full' | 'failed'

/** How far adding a device has come. `expiresAt`: by the page's monotonic clock. */
export type DeviceLinkingState =
  | { step: 'opening' }
  | { step: 'open'; invite: DeviceInvite; expiresAt: number }
  | { step: 'joined'; label: string; digits: string }
  | { step: 'done'; label: string }
  | { step: 'failed'; why: DeviceLinkingProblem }

/** A device being added by a one-time link, from opening the link to the certificate. */
export interface DeviceLinking {
  /** Certifies the new device; to be called once the person has compared the digits. */
  approve(): void
  /** Closes the link without certifying a device. */
  refuse(): void
  close(): void
}

interface Parts extends Pick<ClientParts, 'socket' | 'local' | 'clock'> {
  account: Pick<OwnAccount, 'acting'>
}

/**
 * Opens a link for one more device.
 *
 * @param show called at each step, the first time before this function returns
 */
export function createDeviceLinking(parts: Parts, show: (state: DeviceLinkingState) => void): DeviceLinking {
  const { socket, account, local, clock } = parts
  const me = account.acting()
  let secret = ''
  let link: DeviceLinkId | null = null
  let joiner: Joiner | null = null
  let closed = false
  let cancelExpiry = () => {}

  function tell(state: DeviceLinkingState): void {
    if (!closed) show(state)
  }

  function fail(why: DeviceLinkingProblem): void {
    tell({ step: 'failed', why })
    close()
  }

  async function open(): Promise<void> {
    if (!me) return fail('failed')
    const made = await createDeviceLink()
    secret = made.secret
    const ack = await request(socket, clientEvents, 'openLink', { link: made.link })
    if (!ack.ok) return fail(ack.error === 'tooMany' ? 'full' : 'failed')
    if (closed) return void (await request(socket, clientEvents, 'closeLink', { link: made.link }))
    link = made.link
    // A little less than the server says, so that nobody scans a link that has just expired.
    const shownMs = Math.max(0, ack.validForMs - MARGIN_MS)
    cancelExpiry = clock.setTimeout(() => fail('expired'), shownMs)
    const { userId, root } = me.self
    tell({ step: 'open', invite: { secret, userId, root }, expiresAt: clock.now() + shownMs })
  }

  async function join(next: Joiner): Promise<void> {
    // Without the secret, the joiner has not read the link on this screen.
    if (!me || joiner || !(await isJoiner(secret, next))) return
    joiner = next
    cancelExpiry()
    tell({ step: 'joined', label: next.label, digits: await pairingDigits(secret, me.self.root, next.key) })
  }

  async function approve(): Promise<void> {
    if (closed || !me || !link || !joiner) return
    const { key, label } = joiner
    const certificate = (await certify(me.self, key, 'device', clock.wall())).at(-1)
    if (!certificate) return
    const ack = await request(socket, clientEvents, 'approveLink', { link, certificate })
    if (!ack.ok) return fail(ack.error === 'tooMany' ? 'full' : ack.error === 'linkGone' ? 'expired' : 'failed')
    link = null
    nameKey(local, key, label)
    tell({ step: 'done', label })
  }

  function failed(error: unknown): void {
    const full = error instanceof CallError && error.code === 'tooMany'
    const away = error instanceof CallError && (error.code === 'timeout' || error.code === 'disconnected')
    fail(full ? 'full' : away ? 'unreachable' : 'failed')
  }

  const { linkJoined } = serverEvents
  const stop = listen(
    socket,
    { linkJoined },
    { linkJoined: (told) => void (told.link === link && join(told.joiner).catch(failed)) },
  )

  function close(): void {
    if (closed) return
    closed = true
    stop()
    cancelExpiry()
    // If this request fails, the server closes the link when it expires.
    if (link) request(socket, clientEvents, 'closeLink', { link }).catch(() => undefined)
  }

  show({ step: 'opening' })
  open().catch(failed)

  return { approve: () => void approve().catch(failed), refuse: close, close }
}

/** Milliseconds. */
const MARGIN_MS = 10_000
