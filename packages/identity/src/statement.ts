import { PublicKey, type Statement } from '@parley/protocol'
import { CompactSign, compactVerify } from 'jose'
import * as z from 'zod/mini'
import { fromBase64url, toBase64url, utf8 } from './encoding.ts'
import { importPublicKey } from './keys.ts'

/** What a statement may be about; one kind never passes for another. */
export type StatementType = 'parley-proof' | 'parley-certificate' | 'parley-revocations' | 'parley-description'

/** Signs a payload as a compact JWS (RFC 7515 §7.1) with ES256 (RFC 7518 §3.4). */
export function sign(typ: StatementType, payload: object, privateKey: CryptoKey): Promise<Statement> {
  return new CompactSign(utf8(JSON.stringify(payload))).setProtectedHeader({ alg: 'ES256', typ }).sign(privateKey)
}

/** @throws if it is not the one way in which these bytes can be written: decoders forgive, each browser's in its own way */
function bytesOf(part: string): Uint8Array {
  const bytes = fromBase64url(part)
  if (toBase64url(bytes) !== part) throw new TypeError('not canonical')
  return bytes
}

const jsonOf = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))

/** What it says, whoever signed it. @throws if it is not of this type */
function parse<S extends z.ZodMiniType>(statement: Statement, typ: StatementType, schema: S): z.output<S> {
  const [header, payload] = statement.split('.').map(bytesOf)
  if (!header || !payload) throw new TypeError('no statement')
  // Nothing but these two: no other key, no extension, nothing for a library to act on.
  z.strictObject({ alg: z.literal('ES256'), typ: z.literal(typ) }).parse(jsonOf(header))
  return schema.parse(jsonOf(payload))
}

/** What a statement of this type by this key says; null if it is not one, however it is broken. */
export async function read<S extends z.ZodMiniType>(
  statement: Statement,
  typ: StatementType,
  schema: S,
  key: PublicKey,
): Promise<z.output<S> | null> {
  if (!PublicKey.safeParse(key).success) return null
  try {
    const said = parse(statement, typ, schema)
    await compactVerify(statement, await importPublicKey(key), { algorithms: ['ES256'] })
    return said
  } catch {
    return null
  }
}

/** What a statement says, whoever made it: to be shown, never to be relied on. */
export function peek<S extends z.ZodMiniType>(statement: Statement, typ: StatementType, schema: S): z.output<S> | null {
  try {
    return parse(statement, typ, schema)
  } catch {
    return null
  }
}
