import type { Clock, Description, Seal } from '@parley/protocol'
import type { ConnectedPlan } from '../../mediaPlan.ts'
import type { Signer, SigningContext, Teardown } from '../../ports.ts'

/** The pauses before a description that could not be checked is checked again. Milliseconds. */
export const CHECK_AGAIN_MS: readonly number[] = [250, 1_000, 3_000]

/**
 * Why nothing is applied of a description. `refuted`: the other side is not who it should be. `unable`: this side could
 * not find out, also in the end.
 */
export type Unverified = 'refuted' | 'unable'

/** Signs and verifies the descriptions of one connection. */
export interface Signing {
  /** Rejects if the signer does; the description is not sent then. */
  sign(negotiation: string, description: Description): Promise<Seal>
  /** True if the description may be applied. Never rejects: where the signer cannot check, it is asked again. */
  verify(negotiation: string, description: Description, seal: Seal): Promise<boolean>
  /** Asks no more; a check under way resolves to false. */
  close(): void
}

/** The surroundings of `createSigning`. */
export interface SigningOptions {
  clock: Pick<Clock, 'setTimeout'>
  /** Called for each description of which nothing is applied, unless closed before. */
  unverified(why: Unverified): void
}

/** Creates the signing of one connection by this signer. */
export function createSigning(
  signer: Signer,
  { callId, remote, role }: Pick<ConnectedPlan, 'callId' | 'remote' | 'role'>,
  { clock, unverified }: SigningOptions,
): Signing {
  const mine = { callId, remote, role }
  const theirs = { callId, remote, role: role === 'initiator' ? 'responder' : 'initiator' } as const
  let closed = false
  let wake: Teardown = () => {}

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.setTimeout(resolve, ms)
      wake = () => {
        cancel()
        resolve()
      }
    })

  async function ask(context: SigningContext, description: Description, seal: Seal): Promise<'good' | Unverified> {
    for (const ms of [...CHECK_AGAIN_MS, null]) {
      try {
        return (await signer.verify(context, description, seal)) ? 'good' : 'refuted'
      } catch {
        if (ms === null || closed) return 'unable'
        await pause(ms)
        if (closed) return 'unable'
      }
    }
    return 'unable'
  }

  return {
    sign: (negotiation, description) => signer.sign({ ...mine, negotiation }, description),
    async verify(negotiation, description, seal) {
      const found = await ask({ ...theirs, negotiation }, description, seal)
      if (found !== 'good' && !closed) unverified(found)
      return found === 'good'
    },
    close() {
      closed = true
      wake()
    },
  }
}
