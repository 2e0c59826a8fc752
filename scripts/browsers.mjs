// Finds the browsers that the tests drive, and installs Debian's where that is possible.
import { existsSync } from 'node:fs'
import { aptInstall } from './aptInstall.mjs'

/**
 * Makes a function that returns the path of a browser, or null with one line that says what to do.
 *
 * @param name the browser's name in that line
 * @param variable the environment variable that names its path
 * @param pack Debian's package
 * @param places where it is looked for
 */
const ensure =
  (name, variable, pack, ...places) =>
  () => {
    const find = () => [process.env[variable], ...places].find((place) => place && existsSync(place))
    if (!find()) aptInstall('the browser tests', pack)
    const found = find()
    if (found) return found
    console.error(`The browser tests need ${name}: install it (Debian: apt-get install ${pack}) or set ${variable}.`)
    return null
  }

export const ensureChromium = ensure(
  'Chromium',
  'CHROMIUM_PATH',
  'chromium',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
)

export const ensureFirefox = ensure(
  'Firefox',
  'FIREFOX_PATH',
  'firefox-esr',
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
)
