import type { Description, Seal } from '@parley/protocol'
import type { ConnectedPlan } from '../../mediaPlan.ts'
import type { Guard, SealContext } from '../../ports.ts'

/** The guard, as one connection asks it. */
export interface Vouching {
  /** Rejects as the guard does: what cannot be sealed is not sent. */
  seal(negotiation: string, description: Description): Promise<Seal>
  /** Never rejects: what cannot be checked is not to be trusted. */
  check(negotiation: string, description: Description, seal: Seal): Promise<boolean>
}

/** @param refused told of each description that nobody vouches for */
export function createVouching(
  guard: Guard,
  { callId, remote, role }: Pick<ConnectedPlan, 'callId' | 'remote' | 'role'>,
  refused: () => void,
): Vouching {
  const mine = { callId, remote, role }
  const theirs = { callId, remote, role: role === 'initiator' ? 'responder' : 'initiator' } as const

  async function ask(context: SealContext, description: Description, seal: Seal): Promise<boolean> {
    try {
      return await guard.check(context, description, seal)
    } catch {
      return false
    }
  }

  return {
    seal: (negotiation, description) => guard.seal({ ...mine, negotiation }, description),
    async check(negotiation, description, seal) {
      const good = await ask({ ...theirs, negotiation }, description, seal)
      if (!good) refused()
      return good
    },
  }
}
