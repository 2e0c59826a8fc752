import { DeviceLinkHandshake, type ErrorCode, Handshake, isPreviousVersion, limits } from '@parley/protocol'

/** Why a connection is refused. Socket.IO sends `data` to the client. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly data: { code: ErrorCode; now?: number }

  /** @param more `now`: the server's clock, for a client whose own clock is wrong; milliseconds since the epoch */
  constructor(code: ErrorCode, more: { now?: number } = {}) {
    super(code)
    this.data = { code, ...more }
  }
}

type Auth = Readonly<Record<string, unknown>>

const isInteger = (version: unknown): version is number => Number.isInteger(version)

/** Checks the version first, because another version's handshake may differ. */
function checkVersion({ protocol }: Auth): void {
  if (isInteger(protocol) && protocol !== limits.PROTOCOL_VERSION) throw new Refusal('unsupportedVersion')
}

/**
 * Parses a device's handshake, of this version or the previous one.
 * @throws Refusal `unsupportedVersion` or `invalid`
 */
export function parseHandshake(auth: Auth): Handshake {
  if (!(isInteger(auth.protocol) && isPreviousVersion(auth.protocol))) checkVersion(auth)
  const parsed = Handshake.safeParse(auth)
  if (!parsed.success) throw new Refusal('invalid')
  return parsed.data
}

/**
 * Parses the handshake of a browser that joins an ID by a device link.
 * @throws Refusal `unsupportedVersion` or `invalid`
 */
export function parseLinkHandshake(auth: Auth): DeviceLinkHandshake {
  checkVersion(auth)
  const parsed = DeviceLinkHandshake.safeParse(auth)
  if (!parsed.success) throw new Refusal('invalid')
  return parsed.data
}
