import type { Description, Identity, PublicKey, Revocations, Seal, Standing, UserId } from '@parley/protocol'
import { checkDescription, type DescriptionContext } from './description.ts'
import { checkIdentity, type IdentityCheck } from './identityCheck.ts'
import { readRevocations } from './revocations.ts'

/** The root this side knows an ID by. `verified`: two people have compared. `since`: milliseconds since the epoch. */
export interface Pin {
  readonly root: PublicKey
  /** The newest that was seen. */
  readonly revocations: Revocations | null
  readonly verified: boolean
  readonly since: number
}

/** Where pins are kept; by ID, however it is written. */
export interface PinStore {
  get(peer: UserId): Promise<Pin | null>
  put(peer: UserId, pin: Pin): Promise<void>
}

/** Trust on first use, remembered, and better once two people have compared (RFC 8826 §4.3.2.1, §4.3.2.2). */
export interface Trust {
  /** Whether this ID has been talked to: its root is known. */
  knows(peer: UserId): Promise<boolean>
  /** Who rings? Pins nothing; remembers what a known root has newly revoked. */
  judge(peer: UserId, identity: Identity): Promise<Standing>
  /** Who made this description? `context.from` is the one to check. */
  check(
    context: DescriptionContext,
    description: Description,
    seal: Seal,
  ): Promise<{ standing: Standing; root: PublicKey }>
  /**
   * From now on this root is the ID's. Nothing happens if it is already.
   *
   * @param shown the revocations that came with it: what was seen before the decision counts after it
   */
  accept(peer: UserId, root: PublicKey, shown?: Revocations | null): Promise<void>
  /** The two have compared, or take it back. Nothing happens if this root is not the ID's. */
  setVerified(peer: UserId, root: PublicKey, verified: boolean): Promise<void>
}

/** Keeps what it knows in `pins`, one step after the other: a slow look never undoes what was decided meanwhile. */
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
