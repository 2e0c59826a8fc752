// Finds the Chromium that the browser tests drive, and installs Debian's where that is possible.
import { existsSync } from 'node:fs'
import { aptInstall } from './aptInstall.mjs'

const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const find = () => places.find((place) => place && existsSync(place))

/** The path of a Chromium, or null with one line that says what to do. */
export function ensureChromium() {
  if (!find()) aptInstall('the browser tests', 'chromium')
  const found = find()
  if (found) return found
  console.error('The browser tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.')
  return null
}
