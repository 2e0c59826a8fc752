import { X509Certificate } from 'node:crypto'
import { BitString, Integer, OctetString, PrintableString, Utf8String } from 'asn1js'
import {
  AltName,
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralSubtree,
  NameConstraints,
  type RelativeDistinguishedNames,
} from 'pkijs'
import { bytesOf, type LanNames, type Network } from './names.ts'

/** A certificate and its key, as PEM. */
export interface Identity {
  cert: string
  key: string
}

/** The names and networks that an authority's name constraints permit (RFC 5280 §4.2.1.10). */
export interface Reach {
  /** Host names; each also permits all its subdomains. */
  hosts: readonly string[]
  networks: readonly Network[]
}

const DAY_MS = 24 * 60 * 60 * 1_000
const AUTHORITY_DAYS = 3_650
/** Apple accepts certificates of at most 398 days; other browsers follow. */
const SERVER_DAYS = 397

const COMMON_NAME = '2.5.4.3'
const OID = {
  ...{
    subjectKey: '2.5.29.14',
    authorityKey: '2.5.29.35',
    keyUsage: '2.5.29.15',
    alternativeNames: '2.5.29.17',
    basicConstraints: '2.5.29.19',
  },
  ...{ nameConstraints: '2.5.29.30', extendedKeyUsage: '2.5.29.37', serverAuth: '1.3.6.1.5.5.7.3.1' },
} as const
/** The KeyUsage byte of RFC 5280 §4.2.1.3, bit 0 leftmost, and its count of unused bits. */
const KEY_USAGE = { signCertificates: [0x06, 1], sign: [0x80, 7] } as const
/** Kinds of a GeneralName (RFC 5280 §4.2.1.6). */
const KIND = { dns: 2, address: 7 } as const

const keyKind = { name: 'ECDSA', namedCurve: 'P-256' } as const
const dnsName = (value: string) => new GeneralName({ type: KIND.dns, value })
const ipName = (bytes: readonly number[]) =>
  new GeneralName({ type: KIND.address, value: new OctetString({ valueHex: Uint8Array.from(bytes).buffer }) })

/** Creates a certificate authority limited to this reach, so that a stolen key is useless for any other site. */
export async function createAuthority(reach: Reach, name: string, now: number): Promise<Identity> {
  const keys = await crypto.subtle.generateKey(keyKind, true, ['sign', 'verify'])
  const certificate = await begin(keys.publicKey, name, now, AUTHORITY_DAYS)
  setName(certificate.issuer, name)
  const permitted = [
    ...reach.hosts.map(dnsName),
    ...reach.networks.map(({ address, mask }) => ipName([...bytesOf(address), ...bytesOf(mask)])),
  ]
  const constraints = new NameConstraints({ permittedSubtrees: permitted.map((base) => new GeneralSubtree({ base })) })
  certificate.extensions = [
    extension(OID.basicConstraints, true, new BasicConstraints({ cA: true, pathLenConstraint: 0 })),
    keyUsage(KEY_USAGE.signCertificates),
    extension(OID.nameConstraints, true, constraints),
    ...(await keyIdentifiers(certificate, certificate)),
  ]
  return finish(certificate, keys.privateKey, keys.privateKey)
}

/** Creates a server certificate for these names, signed by this authority. */
export async function createServerIdentity(authority: Identity, names: LanNames, now: number): Promise<Identity> {
  const keys = await crypto.subtle.generateKey(keyKind, true, ['sign', 'verify'])
  const issuer = Certificate.fromBER(fromPem(authority.cert))
  const certificate = await begin(keys.publicKey, 'Parley', now, SERVER_DAYS)
  certificate.issuer = issuer.subject
  const altNames = [...names.hosts.map(dnsName), ...names.addresses.map((address) => ipName(bytesOf(address)))]
  certificate.extensions = [
    extension(OID.basicConstraints, true, new BasicConstraints({ cA: false })),
    keyUsage(KEY_USAGE.sign),
    extension(OID.extendedKeyUsage, false, new ExtKeyUsage({ keyPurposes: [OID.serverAuth] })),
    extension(OID.alternativeNames, false, new AltName({ altNames })),
    ...(await keyIdentifiers(certificate, issuer)),
  ]
  const signer = await crypto.subtle.importKey('pkcs8', fromPem(authority.key), keyKind, false, ['sign'])
  return finish(certificate, signer, keys.privateKey)
}

/** Starts a certificate. It is valid from a day ago, because clocks of other machines may be behind. */
async function begin(publicKey: CryptoKey, name: string, now: number, days: number): Promise<Certificate> {
  const certificate = new Certificate()
  const serial = crypto.getRandomValues(new Uint8Array(16))
  // A serial number must be positive (RFC 5280 §4.1.2.2).
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  certificate.version = 2
  certificate.serialNumber = new Integer({ valueHex: serial.buffer })
  setName(certificate.subject, name)
  certificate.notBefore.value = new Date(now - DAY_MS)
  certificate.notAfter.value = new Date(now + (days - 1) * DAY_MS)
  await certificate.subjectPublicKeyInfo.importKey(publicKey)
  return certificate
}

function setName(names: RelativeDistinguishedNames, name: string): void {
  const value = /^[A-Za-z0-9 .-]*$/.test(name) ? new PrintableString({ value: name }) : new Utf8String({ value: name })
  names.typesAndValues.push(new AttributeTypeAndValue({ type: COMMON_NAME, value }))
}

const extension = (extnID: string, critical: boolean, value: { toSchema(): { toBER(): ArrayBuffer } }) =>
  new Extension({ extnID, critical, extnValue: value.toSchema().toBER() })

function keyUsage([bits, unusedBits]: readonly [number, number]): Extension {
  const value = new BitString({ valueHex: Uint8Array.of(bits).buffer, unusedBits })
  return new Extension({ extnID: OID.keyUsage, critical: true, extnValue: value.toBER() })
}

/** The key identifiers that tell issuers of the same name apart (RFC 5280 §4.2.1.1, §4.2.1.2). */
async function keyIdentifiers(own: Certificate, issuer: Certificate): Promise<Extension[]> {
  const [ownKey, issuerKey] = await Promise.all(
    [own, issuer].map(async ({ subjectPublicKeyInfo: { subjectPublicKey } }) => {
      const digest = await crypto.subtle.digest('SHA-1', Uint8Array.from(subjectPublicKey.valueBlock.valueHexView))
      return new OctetString({ valueHex: digest })
    }),
  )
  return [
    new Extension({ extnID: OID.subjectKey, extnValue: (ownKey ?? new OctetString()).toBER() }),
    extension(OID.authorityKey, false, new AuthorityKeyIdentifier({ keyIdentifier: issuerKey ?? new OctetString() })),
  ]
}

async function finish(certificate: Certificate, signer: CryptoKey, key: CryptoKey): Promise<Identity> {
  await certificate.sign(signer, 'SHA-256')
  const exported = await crypto.subtle.exportKey('pkcs8', key)
  return { cert: toPem('CERTIFICATE', certificate.toSchema().toBER()), key: toPem('PRIVATE KEY', exported) }
}

/** Encodes as PEM (RFC 7468). */
function toPem(label: string, bytes: ArrayBuffer): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

const fromPem = (pem: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'))

/** Reads an authority's name constraints; null if it has none. */
export function readReach(cert: string): Reach | null {
  const found = Certificate.fromBER(fromPem(cert)).extensions?.find(({ extnID }) => extnID === OID.nameConstraints)
  const subtrees = (found?.parsedValue as NameConstraints | undefined)?.permittedSubtrees
  if (!subtrees) return null
  const bases = subtrees.map(({ base }) => base)
  const networks = bases
    .filter(({ type }) => type === KIND.address)
    .map(({ value }) => [...new Uint8Array((value as OctetString).valueBlock.valueHexView)])
    .filter((bytes) => bytes.length === 8)
    .map((bytes) => ({ address: bytes.slice(0, 4).join('.'), mask: bytes.slice(4).join('.') }))
  return { networks, hosts: bases.filter(({ type }) => type === KIND.dns).map(({ value }) => String(value)) }
}

/** True if the certificate is valid for at least this many more days. */
export const isGoodFor = (cert: string, days: number, now: number): boolean =>
  new Date(new X509Certificate(cert).validTo).getTime() - now >= days * DAY_MS
