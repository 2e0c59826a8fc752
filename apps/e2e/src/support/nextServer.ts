import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { limits } from '@parley/protocol'
import { main } from './server.ts'

/** The places of the built server that name the version; a bundler has put numbers in place of names. */
const PLACES = [
  [`protocol !== ${limits.PROTOCOL_VERSION})`, `protocol !== ${limits.PROTOCOL_VERSION + 1})`],
  [
    `(protocol) => protocol === ${limits.PROTOCOL_VERSION - 1};`,
    `(protocol) => protocol === ${limits.PROTOCOL_VERSION};`,
  ],
] as const

/** A program that is deleted with `remove`. */
export interface NextServer {
  path: string
  remove(): void
}

/** Makes a copy of the built server that speaks the next version of the protocol, as far as a handshake goes. */
export function createNextServer(): NextServer {
  let source = readFileSync(main, 'utf8')
  for (const [now, next] of PLACES) {
    if (source.split(now).length !== 2) throw new Error(`the built server does not say “${now}” once`)
    source = source.replace(now, next)
  }
  // Beside the original: it finds its modules and the app from there.
  const path = main.replace(/main\.js$/, `next-${process.pid}-${Date.now()}.js`)
  writeFileSync(path, source)
  return { path, remove: () => rmSync(path, { force: true }) }
}
