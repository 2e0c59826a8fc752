// Calls over a relay are tried and measured with coturn, as it comes from Debian.
import { existsSync } from 'node:fs'
import { aptInstall } from './aptInstall.mjs'

const places = [process.env.TURNSERVER_PATH, '/usr/bin/turnserver', '/usr/local/bin/turnserver', '/usr/sbin/turnserver']
const find = () => places.find((place) => place && existsSync(place))

/**
 * The path of a TURN server, or null with one line that says what to do.
 *
 * @param what what needs it, and in which way, as the line begins
 */
export function ensureCoturn(what = 'This measurement needs coturn') {
  if (!find()) aptInstall('the calls over a relay', 'coturn')
  const found = find()
  if (found) return found
  console.error(`${what}: install it (Debian: apt-get install coturn) or set TURNSERVER_PATH.`)
  return null
}
