import type { Description, Seal } from '@parley/protocol'
import type { ConnectedPlan } from '../../mediaPlan.ts'
import type { Signer, SigningContext } from '../../ports.ts'

/** Signs and verifies the descriptions of one connection. */
export interface Signing {
  /** Rejects if the signer does; the description is not sent then. */
  sign(negotiation: string, description: Description): Promise<Seal>
  /** Never rejects: false if the signer cannot verify it. */
  verify(negotiation: string, description: Description, seal: Seal): Promise<boolean>
}

/** @param refused called for each description that fails verification */
export function createSigning(
  signer: Signer,
  { callId, remote, role }: Pick<ConnectedPlan, 'callId' | 'remote' | 'role'>,
  refused: () => void,
): Signing {
  const mine = { callId, remote, role }
  const theirs = { callId, remote, role: role === 'initiator' ? 'responder' : 'initiator' } as const

  async function ask(context: SigningContext, description: Description, seal: Seal): Promise<boolean> {
    try {
      return await signer.verify(context, description, seal)
    } catch {
      return false
    }
  }

  return {
    sign: (negotiation, description) => signer.sign({ ...mine, negotiation }, description),
    async verify(negotiation, description, seal) {
      const good = await ask({ ...theirs, negotiation }, description, seal)
      if (!good) refused()
      return good
    },
  }
}
