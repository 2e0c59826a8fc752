import { type ErrorCode, Handshake, limits } from '@parley/protocol'

/** Why a device is not let in. Socket.IO sends `data` to it. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly data: { code: ErrorCode }

  constructor(code: ErrorCode) {
    super(code)
    this.data = { code }
  }
}

/**
 * Parses what a device presents. The version comes before the rest, which an older one may have had otherwise.
 * @throws Refusal
 */
export function parseHandshake(auth: Readonly<Record<string, unknown>>): Handshake {
  const { protocol } = auth
  if (Number.isInteger(protocol) && protocol !== limits.PROTOCOL_VERSION) throw new Refusal('unsupportedVersion')
  const parsed = Handshake.safeParse(auth)
  if (!parsed.success) throw new Refusal('invalid')
  return parsed.data
}
