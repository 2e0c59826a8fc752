import * as z from 'zod/mini'
import { Identity, Statement } from './identity.ts'
import { MAX_ATTEMPTS, MAX_CANDIDATES } from './limits.ts'

/** A session description (RFC 8829), opaque to the server. */
export const Description = z.strictObject({
  type: z.enum(['offer', 'answer']),
  sdp: z.string().check(z.minLength(1), z.maxLength(32 * 1024)),
})
export type Description = z.infer<typeof Description>

/** An ICE candidate (RFC 8839 §5.1); `usernameFragment` names the ICE generation it belongs to (RFC 8838 §4.1). */
export const Candidate = z.strictObject({
  candidate: z.string().check(z.maxLength(1024)),
  sdpMid: z.nullable(z.string().check(z.maxLength(64))),
  sdpMLineIndex: z.nullable(z.int().check(z.gte(0), z.lte(64))),
  usernameFragment: z.nullable(z.string().check(z.maxLength(256))),
})
export type Candidate = z.infer<typeof Candidate>

/** The sender's signature of a description, and the identity that verifies it. The server cannot make one. */
export const Seal = z.strictObject({ identity: Identity, signature: Statement })
export type Seal = z.infer<typeof Seal>

const Attempt = z.int().check(z.gte(0), z.lte(MAX_ATTEMPTS))

/**
 * A message between two devices to connect. `negotiation` is created with each offer and repeated in its answer, so
 * that an answer to an older offer is recognised. `subsequent`: the sender's connection has been negotiated before (a
 * subsequent offer, RFC 8829 §5.2.2, that is not a repetition of the first). If the receiver's has not, or the other way
 * round, one side has made a new connection, and the receiver begins another attempt.
 * `renew`: the sender has lost its connection, as by a reload, and begins another; so must the receiver.
 * `away`: the sender's page is closing; it may come back.
 * `attempt` counts the connections of a call from 0, which may be left out. The receiver ignores a signal of a lower
 * attempt; one of a higher attempt replaces the connection.
 */
export const Signal = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('description'),
    attempt: z.optional(Attempt),
    negotiation: z.string().check(z.minLength(1), z.maxLength(32)),
    subsequent: z.optional(z.literal(true)),
    description: Description,
    seal: Seal,
  }),
  z.strictObject({
    type: z.literal('candidates'),
    attempt: z.optional(Attempt),
    candidates: z.array(Candidate).check(z.minLength(1), z.maxLength(MAX_CANDIDATES)),
  }),
  z.strictObject({ type: z.literal('renew'), attempt: Attempt }),
  z.strictObject({ type: z.literal('away'), attempt: z.optional(Attempt) }),
])
export type Signal = z.infer<typeof Signal>

/** An ICE server (W3C WebRTC §4.2.2): STUN without, TURN with credentials. */
export const IceServer = z.union([
  z.strictObject({ urls: z.array(z.string()) }),
  z.strictObject({ urls: z.array(z.string()), username: z.string(), credential: z.string() }),
])
export type IceServer = z.infer<typeof IceServer>
