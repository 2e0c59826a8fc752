import { PublicKey, type Statement } from '@parley/protocol'
import { CompactSign, compactVerify } from 'jose'
import * as z from 'zod/mini'
import { fromBase64url, toBase64url, utf8 } from './encoding.ts'
import { importPublicKey } from './keys.ts'

/** The kinds of statements; a statement of one kind is never accepted as another. */
export type StatementType = 'parley-proof' | 'parley-certificate' | 'parley-revocations' | 'parley-description'

/** Signs a payload as a compact JWS (RFC 7515 §7.1) with ES256 (RFC 7518 §3.4). */
export function sign(typ: StatementType, payload: object, privateKey: CryptoKey): Promise<Statement> {
  return new CompactSign(utf8(JSON.stringify(payload))).setProtectedHeader({ alg: 'ES256', typ }).sign(privateKey)
}

/**
 * Decodes base64url.
 * @throws if the text is not the canonical encoding, because browsers' decoders tolerate different deviations
 */
function bytesOf(part: string): Uint8Array {
  const bytes = fromBase64url(part)
  if (toBase64url(bytes) !== part) throw new TypeError('not canonical')
  return bytes
}

const jsonOf = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))

/**
 * Parses a statement without verifying its signature.
 * @throws if it is malformed or of another type
 */
function parse<S extends z.ZodMiniType>(statement: Statement, typ: StatementType, schema: S): z.output<S> {
  const [header, payload] = statement.split('.').map(bytesOf)
  if (!header || !payload) throw new TypeError('no statement')
  // The header may have only these two fields, so that it names no other key and no extension.
  z.strictObject({ alg: z.literal('ES256'), typ: z.literal(typ) }).parse(jsonOf(header))
  return schema.parse(jsonOf(payload))
}

/** Verifies a statement of this type by this key and returns its payload; null if it is invalid. */
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

/** Returns the payload of a statement without verifying its signature; null if it is malformed. Never rely on it. */
export function peek<S extends z.ZodMiniType>(statement: Statement, typ: StatementType, schema: S): z.output<S> | null {
  try {
    return parse(statement, typ, schema)
  } catch {
    return null
  }
}
