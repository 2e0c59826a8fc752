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

/** How many links there may be at once, unless told otherwise. */
const MAX_LINKS = 10_000

/** The device that makes a link, as it was verified when it was let in. */
export interface DeviceLinkOwner {
  readonly device: DeviceRef
  readonly identity: Identity
}

/** The connection of a browser that wants to join. */
export interface JoiningConnection {
  approve(membership: Membership): void
  close(): void
}

/** One link, from `openLink` until its time is over or it is closed. */
interface DeviceLink {
  readonly link: DeviceLinkId
  readonly owner: DeviceLinkOwner
  readonly expiresAt: number
  /** The first browser that had the link, and where it is connected now. */
  joiner: Joiner | null
  connection: JoiningConnection | null
  /** Once approved: kept for a joiner that missed it, and good for nothing else. */
  certificates: Certificates | null
  stopTimer(): void
}

export interface DeviceLinkServiceOptions {
  directory: Pick<Directory, 'find' | 'addKey'>
  deliver: Deliver
  clock: Clock
  log: Logger
  /** Of all devices together. */
  maxLinks?: number
}

export type DeviceLinkService = ReturnType<typeof createDeviceLinkService>

type Request<E extends 'openLink' | 'approveLink' | 'closeLink'> = Payload<ClientContract, E>
type Done = Ack<ClientContract, 'approveLink'>

const done: Done = { ok: true }
const refuse = (error: ErrorCode) => ({ ok: false, error }) as const

/**
 * One-time links by which a browser joins an ID. Kept in memory: they live for minutes. The server knows a link by a
 * name that does not tell its secret, so it can neither join by it nor show a key of its own.
 */
export function createDeviceLinkService({
  directory,
  deliver,
  clock,
  log,
  maxLinks = MAX_LINKS,
}: DeviceLinkServiceOptions) {
  const links = new Map<DeviceLinkId, DeviceLink>()
  /** The one of each device that is not used yet. */
  const open = new Map<string, DeviceLink>()

  const membershipOf = ({ owner: { device, identity } }: DeviceLink, certificates: Certificates): Membership => ({
    userId: device.userId,
    root: identity.root,
    certificates,
  })

  /** Ends a link, for its joiner too unless that is in already. */
  function end(link: DeviceLink): void {
    if (links.get(link.link) !== link) return
    links.delete(link.link)
    link.stopTimer()
    if (link.certificates) return
    open.delete(deviceKey(link.owner.device))
    link.connection?.close()
  }

  /** What this device may approve or close. */
  function ofOwner(owner: DeviceLinkOwner, name: DeviceLinkId): DeviceLink | null {
    const link = links.get(name)
    return link && sameDevice(link.owner.device, owner.device) ? link : null
  }

  function endOpenOf(device: DeviceRef): void {
    const link = open.get(deviceKey(device))
    if (link) end(link)
  }

  function openLink(owner: DeviceLinkOwner, { link: name }: Request<'openLink'>): Ack<ClientContract, 'openLink'> {
    const known = links.get(name)
    if (known) {
      const again = sameDevice(known.owner.device, owner.device) && !known.certificates
      return again ? { ok: true, expiresAt: known.expiresAt } : refuse('linkGone')
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
    return { ok: true, expiresAt }
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
    // Closed or run out meanwhile.
    if (links.get(name) !== link) return refuse('linkGone')
    if (!(await directory.addKey(userId, key, certificates, clock.now()))) return refuse('tooMany')
    link.certificates = certificates
    open.delete(deviceKey(owner.device))
    link.connection?.approve(membershipOf(link, certificates))
    log.info({ event: 'deviceAdded', ...owner.device }, 'an ID has one more device')
    return done
  }

  return {
    openLink,
    approveLink,
    closeLink: (owner: DeviceLinkOwner, { link: name }: Request<'closeLink'>): Done => {
      const link = ofOwner(owner, name)
      if (link) end(link)
      return done
    },
    /** The device is gone, and its links with it. */
    ownerLeft: endOpenOf,
    /** Whether there is such a link. What is not there, used up or too old is not told apart. */
    has: (name: DeviceLinkId): boolean => links.has(name),
    /**
     * A browser shows its key. The first has the link; it may come again, by another connection, and is told once more
     * if it has been approved meanwhile.
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
    /** How many links there are, for tests and health. */
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
