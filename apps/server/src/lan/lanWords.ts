import { renderUnicodeCompact } from 'uqr'
import { fingerprintOf } from './trustPage.ts'

/** The addresses and the authority that the text shows. */
export interface LanWordsOptions {
  names: { hosts: readonly string[]; addresses: readonly string[] }
  /** Addresses that the authority does not permit. */
  left: readonly string[]
  port: number
  /** The path of the app; empty without one. */
  path: string
  trustPort: number
  authority: string
}

const LOCAL = new Set(['localhost', '127.0.0.1'])

/** Writes the text that the operator of `--lan` reads in the terminal: addresses, QR code and fingerprint. */
export function lanWords({ names, left, port, path, trustPort, authority }: LanWordsOptions): string {
  const others = [...names.addresses, ...names.hosts].filter((name) => !LOCAL.has(name))
  const [first = 'localhost'] = others
  const trust = `http://${first}:${trustPort}`
  const notes = left.map(
    (address) =>
      `Not at ${address}: its authority is older than this address. To make another, delete the folder "lan" in DATA_DIR; everybody has to trust it anew.`,
  )
  return [
    'In this network:',
    ...others.map((name) => `  https://${name}:${port}${path}`),
    ...notes,
    '',
    `Browsers give camera and microphone only to sites they trust. Once on each device, open ${trust} and follow it:`,
    renderUnicodeCompact(trust, { border: 2 }),
    `Fingerprint of the certificate (SHA-256): ${fingerprintOf(authority)}`,
    '',
  ].join('\n')
}
