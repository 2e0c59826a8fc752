// The measurements of calls over a relay use coturn, as it comes from Debian.
import { existsSync } from 'node:fs'
import { aptInstall } from './aptInstall.mjs'

const places = [process.env.TURNSERVER_PATH, '/usr/bin/turnserver', '/usr/local/bin/turnserver', '/usr/sbin/turnserver']
const find = () => places.find((place) => place && existsSync(place))

/** The path of a TURN server, or null with one line that says what to do. */
export function ensureCoturn() {
  if (!find()) aptInstall('the measurements', 'coturn')
  const found = find()
  if (found) return found
  console.error('This measurement needs coturn: install it (Debian: apt-get install coturn) or set TURNSERVER_PATH.')
  return null
}
