import type { Description, Identity, PublicKey, Revocations, Seal, Standing, UserId } from '@parley/protocol'
import { checkDescription, type DescriptionContext } from './description.ts'
import { checkIdentity, type IdentityCheck } from './identityCheck.ts'
import { readRevocations } from './revocations.ts'

/** The root pinned for an ID. `verified`: the two people have compared. `since`: milliseconds since the epoch. */
export interface Pin {
  readonly root: PublicKey
  /** The newest statement of revoked keys that was seen; null if none. */
  readonly revocations: Revocations | null
  readonly verified: boolean
  readonly since: number
}

/** The port that stores pins; IDs are compared without case. */
export interface PinStore {
  get(peer: UserId): Promise<Pin | null>
  put(peer: UserId, pin: Pin): Promise<void>
}

/** Trust on first use: roots are pinned, and verified once two people have compared (RFC 8826 §4.3.2.1, §4.3.2.2). */
export interface Trust {
  /** True if a root is pinned for this ID. */
  knows(peer: UserId): Promise<boolean>
  /** Judges a caller's identity. Pins no root, but stores new revocations of a pinned one. */
  judge(peer: UserId, identity: Identity): Promise<Standing>
  /** Judges the identity of `context.from` and verifies its signature of the description. */
  check(
    context: DescriptionContext,
    description: Description,
    seal: Seal,
  ): Promise<{ standing: Standing; root: PublicKey }>
  /**
   * Pins this root for the ID. Does nothing if it is pinned already.
   *
   * @param shown the revocations that were seen with the root; they are stored if they are valid
   */
  accept(peer: UserId, root: PublicKey, shown?: Revocations | null): Promise<void>
  /** Stores whether the two people have compared. Does nothing if this root is not the pinned one. */
  setVerified(peer: UserId, root: PublicKey, verified: boolean): Promise<void>
}

/** Creates trust on stored pins. Its methods run in order, so that a slow check never overwrites a newer pin. */
export function createTrust({ pins, now }: { pins: PinStore; now(): number }): Trust {
  let last: Promise<unknown> = Promise.resolve()
  function inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = last.then(step)
    last = turn.catch(() => undefined)
    return turn
  }

  async function check(peer: UserId, identity: Identity): Promise<{ checked: IdentityCheck; standing: Standing }> {
    const pin = await pins.get(peer)
    const mine = pin?.root === identity.root ? pin : null
    const checked = await checkIdentity(peer, identity, mine?.revocations ?? null)
    const { revocations } = checked
    if (mine && revocations && revocations !== mine.revocations) await pins.put(peer, { ...mine, revocations })
    if (!checked.ok) return { checked, standing: checked.why }
    const known = pin ? 'changed' : 'new'
    return { checked, standing: mine ? (mine.verified ? 'verified' : 'known') : known }
  }

  return {
    knows: async (peer) => (await inTurn(() => pins.get(peer))) !== null,
    judge: async (peer, identity) => (await inTurn(() => check(peer, identity))).standing,
    check: async (context, description, { identity, signature }) => {
      const { checked, standing } = await inTurn(() => check(context.from.userId, identity))
      const { root } = identity
      if (!checked.ok) return { standing, root }
      const signed = await checkDescription(checked.key, context, description, signature)
      return { standing: signed ? standing : 'forged', root }
    },
    accept: (peer, root, shown = null) =>
      inTurn(async () => {
        const pin = await pins.get(peer)
        if (pin?.root === root) return
        const revocations = shown && (await readRevocations(peer, root, shown, null)) ? shown : null
        await pins.put(peer, { root, revocations, verified: false, since: now() })
      }),
    setVerified: (peer, root, verified) =>
      inTurn(async () => {
        const pin = await pins.get(peer)
        if (pin?.root === root) await pins.put(peer, { ...pin, verified })
      }),
  }
}
