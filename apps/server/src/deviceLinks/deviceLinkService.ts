import { readChain } from '@parley/identity'
import {
  type Ack,
  type Certificates,
  type ClientContract,
  type Clock,
  type DeviceLinkClientContract,
  type DeviceLinkId,
  type DeviceRef,
  deviceKey,
  type ErrorCode,
  type Identity,
  type Joiner,
  limits,
  type Membership,
  type Payload,
  sameDevice,
} from '@parley/protocol'
import type { Logger } from 'pino'
import type { Deliver } from '../calls/announce.ts'
import type { Directory } from '../directory/directory.ts'
import { countsFor } from '../keys/countsFor.ts'
import type { AddKey } from '../keys/keyAdding.ts'

/** The default limit of open links, over all devices. */
const MAX_LINKS = 10_000

/** The device that opened a link, with the identity verified at its admission. */
export interface DeviceLinkOwner {
  readonly device: DeviceRef
  readonly identity: Identity
}

/** The connection of a browser that wants to join the ID. */
export interface JoiningConnection {
  approve(membership: Membership): void
  close(): void
}

/** One link, from `openLink` until it expires or is closed. */
interface DeviceLink {
  readonly link: DeviceLinkId
  readonly owner: DeviceLinkOwner
  /** On the clock. */
  readonly expiresAt: number
  /** The first browser that used the link; null until then. */
  joiner: Joiner | null
  /** The joiner's newest connection. */
  connection: JoiningConnection | null
  /** The approved joiner's certificates, kept in case it missed them; null until approved. */
  certificates: Certificates | null
  stopTimer(): void
}

/** The ports and limits of a device link service. */
export interface DeviceLinkServiceOptions {
  directory: Pick<Directory, 'find'>
  addKey: AddKey
  deliver: Deliver
  clock: Clock
  log: Logger
  /** The most links at once, over all devices. */
  maxLinks?: number
}

/** Keeps device links; see `createDeviceLinkService`. */
export type DeviceLinkService = ReturnType<typeof createDeviceLinkService>

type Request<E extends 'openLink' | 'approveLink' | 'closeLink'> = Payload<ClientContract, E>
type Done = Ack<ClientContract, 'approveLink'>

const done: Done = { ok: true }
const refuse = (error: ErrorCode) => ({ ok: false, error }) as const

/**
 * Creates the service of one-time links by which a browser joins an ID. Links are kept in memory for `LINK_MS`. The
 * server knows only a link's name, which does not reveal its secret, so it can neither join nor pass off its own key.
 */
export function createDeviceLinkService({
  directory,
  addKey,
  deliver,
  clock,
  log,
  maxLinks = MAX_LINKS,
}: DeviceLinkServiceOptions) {
  const links = new Map<DeviceLinkId, DeviceLink>()
  /** Each device's link that is not approved yet, by `deviceKey`. */
  const open = new Map<string, DeviceLink>()

  const membershipOf = ({ owner: { device, identity } }: DeviceLink, certificates: Certificates): Membership => ({
    userId: device.userId,
    root: identity.root,
    certificates,
  })

  /** Ends a link. Closes the joiner's connection unless the joiner has been approved. */
  function end(link: DeviceLink): void {
    if (links.get(link.link) !== link) return
    links.delete(link.link)
    link.stopTimer()
    if (link.certificates) return
    open.delete(deviceKey(link.owner.device))
    link.connection?.close()
  }

  /** Finds the link of this name if this device opened it. */
  function ofOwner(owner: DeviceLinkOwner, name: DeviceLinkId): DeviceLink | null {
    const link = links.get(name)
    return link && sameDevice(link.owner.device, owner.device) ? link : null
  }

  function endOpenOf(device: DeviceRef): void {
    const link = open.get(deviceKey(device))
    if (link) end(link)
  }

  const opened = (expiresAt: number) =>
    ({ ok: true, validForMs: Math.max(0, Math.ceil(expiresAt - clock.now())) }) as const

  function openLink(owner: DeviceLinkOwner, { link: name }: Request<'openLink'>): Ack<ClientContract, 'openLink'> {
    const known = links.get(name)
    if (known) {
      const again = sameDevice(known.owner.device, owner.device) && !known.certificates
      return again ? opened(known.expiresAt) : refuse('linkGone')
    }
    endOpenOf(owner.device)
    if (links.size >= maxLinks) return refuse('tooMany')
    const expiresAt = clock.now() + limits.LINK_MS
    const link: DeviceLink = {
      ...{ link: name, owner, expiresAt, joiner: null, connection: null, certificates: null },
      stopTimer: clock.setTimeout(() => end(link), limits.LINK_MS),
    }
    links.set(name, link)
    open.set(deviceKey(owner.device), link)
    return opened(expiresAt)
  }

  async function approveLink(
    owner: DeviceLinkOwner,
    { link: name, certificate }: Request<'approveLink'>,
  ): Promise<Done> {
    const link = ofOwner(owner, name)
    if (!link?.joiner) return refuse('linkGone')
    const { key } = link.joiner
    const { userId } = owner.device
    const { root } = owner.identity
    const certificates = [...owner.identity.certificates, certificate]
    const chain = await readChain(userId, { root, certificates })
    if (chain?.key !== key || key === root || chain.steps.at(-1)?.use !== 'device') return refuse('invalid')
    if (link.certificates) return done
    const binding = await directory.find(userId)
    if (binding?.root !== root || !(await countsFor(binding, chain))) return refuse('invalid')
    // The link was closed or expired meanwhile.
    if (links.get(name) !== link) return refuse('linkGone')
    if (!(await addKey(userId, key, certificates))) return refuse('tooMany')
    link.certificates = certificates
    open.delete(deviceKey(owner.device))
    link.connection?.approve(membershipOf(link, certificates))
    log.info({ event: 'deviceAdded', ...owner.device }, 'an ID has one more device')
    return done
  }

  return {
    /** Opens a link and ends the device's earlier one. A repeated request gets the same answer. */
    openLink,
    /** Adds the joiner's key to the ID by a certificate of the link's owner, and tells the joiner. */
    approveLink,
    /** Ends a link of this device. */
    closeLink: (owner: DeviceLinkOwner, { link: name }: Request<'closeLink'>): Done => {
      const link = ofOwner(owner, name)
      if (link) end(link)
      return done
    },
    /** Ends the unapproved link of a device that has left. */
    ownerLeft: endOpenOf,
    /** True if there is a link of this name. Expired, closed and unknown links look the same. */
    has: (name: DeviceLinkId): boolean => links.has(name),
    /**
     * A browser shows its key. The link is reserved for the first key; that browser may reconnect, and is told again if
     * it has been approved meanwhile.
     */
    joinDevice: (
      name: DeviceLinkId,
      joiner: Joiner,
      connection: JoiningConnection,
    ): Ack<DeviceLinkClientContract, 'joinDevice'> => {
      const link = links.get(name)
      if (!link || (link.joiner && link.joiner.key !== joiner.key)) return refuse('linkGone')
      link.connection = connection
      const { device, identity } = link.owner
      if (!link.joiner) {
        link.joiner = joiner
        deliver({ to: { device }, event: 'linkJoined', payload: { link: name, joiner } })
      } else if (link.certificates) connection.approve(membershipOf(link, link.certificates))
      return { ok: true, userId: device.userId, root: identity.root }
    },
    /** How many links exist, for tests and the health check. */
    get size() {
      return links.size
    },
    close: (): void => {
      for (const { stopTimer } of links.values()) stopTimer()
      links.clear()
      open.clear()
    },
  }
}
