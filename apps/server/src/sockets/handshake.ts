import { DeviceLinkHandshake, type ErrorCode, Handshake, limits } from '@parley/protocol'

/** Why a connection is not let in. Socket.IO sends `data` to it. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly data: { code: ErrorCode; now?: number }

  /** @param more `now`: the server's clock, for who is refused because of its own. Milliseconds */
  constructor(code: ErrorCode, more: { now?: number } = {}) {
    super(code)
    this.data = { code, ...more }
  }
}

type Auth = Readonly<Record<string, unknown>>

/** The version comes before the rest, which an older one may have had otherwise. */
function checkVersion({ protocol }: Auth): void {
  if (Number.isInteger(protocol) && protocol !== limits.PROTOCOL_VERSION) throw new Refusal('unsupportedVersion')
}

/**
 * Parses what a device presents.
 * @throws Refusal
 */
export function parseHandshake(auth: Auth): Handshake {
  checkVersion(auth)
  const parsed = Handshake.safeParse(auth)
  if (!parsed.success) throw new Refusal('invalid')
  return parsed.data
}

/**
 * Parses what a browser presents that wants to join an ID.
 * @throws Refusal
 */
export function parseLinkHandshake(auth: Auth): DeviceLinkHandshake {
  checkVersion(auth)
  const parsed = DeviceLinkHandshake.safeParse(auth)
  if (!parsed.success) throw new Refusal('invalid')
  return parsed.data
}
