import { type Browser, firefox, type Locator } from '@playwright/test'

/** The path of Firefox; `npm test` and `npm run test:e2e` find it and set FIREFOX_PATH. */
export const firefoxPath = process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr'

/** How a test's Firefox is launched. */
export interface FirefoxOptions {
  /** The answer to permission prompts; `ask` leaves it to the test. */
  devices?: 'allow' | 'ask'
  /** Preferences (about:config) beside those of all tests. */
  prefs?: Record<string, string | number | boolean>
  /** The program to run instead of Firefox, with Firefox's arguments. */
  executable?: string
}

/** Fake devices, nothing that moves for nobody, and no request that a page did not make. */
const preferences = {
  'media.navigator.streams.fake': true,
  // A page with a real microphone tells its addresses; fake ones do not count for that.
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  // What moves on the screen is drawn by the processors that the call needs.
  'ui.prefersReducedMotion': 1,
  // As with Chromium's fake devices, a page hears and plays sound without a press.
  'media.autoplay.default': 0,
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'extensions.getAddons.cache.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.server': '',
}

/**
 * Launches the system's own Firefox, unchanged, with fake devices. Playwright drives it by WebDriver BiDi.
 */
export async function launchFirefox({
  devices = 'allow',
  prefs = {},
  executable = firefoxPath,
}: FirefoxOptions = {}): Promise<Browser> {
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath: executable,
    firefoxUserPrefs: { ...preferences, 'media.navigator.permission.disabled': devices === 'allow', ...prefs },
  })
  forgiveUnknownCommand(browser)
  return browser
}

/** The parts of Playwright's insides that the shims reach. */
interface BiDiSession {
  send(method: string, params: unknown): Promise<unknown>
}
interface Inside {
  _connection: { toImpl(browser: Browser): { _browserSession: BiDiSession } }
}

let forgiven = false

/**
 * Lets Playwright open contexts in a Firefox that does not know `emulation.setMediaFeaturesOverride`: for each context
 * it sends this command, whose refusal would fail the opening. No test emulates a media feature in Firefox.
 */
function forgiveUnknownCommand(browser: Browser): void {
  if (forgiven) return
  forgiven = true
  const { _browserSession } = (browser as unknown as Inside)._connection.toImpl(browser)
  const sessions = Object.getPrototypeOf(_browserSession) as BiDiSession
  const { send } = sessions
  sessions.send = async function (method, params) {
    return method === 'emulation.setMediaFeaturesOverride' ? {} : send.call(this, method, params)
  }
}

let filled = false

/**
 * Lets `fill` reach React in a page that BiDi drives. Playwright sets `value` on the element as the page sees it, where
 * React has put a setter of its own, which takes the new value for the old one and hides the change. This one sets it
 * as a person's typing does.
 */
export function fillAsTyped(locator: Locator): void {
  if (filled) return
  filled = true
  const locators = Object.getPrototypeOf(locator) as Locator
  const { fill } = locators
  locators.fill = async function (this: Locator, value, options) {
    if (this.page().context().browser()?.browserType().name() !== 'firefox') return fill.call(this, value, options)
    await this.evaluate((element, text) => {
      const field = element as HTMLInputElement | HTMLTextAreaElement
      field.focus()
      field.select()
      document.execCommand('insertText', false, text)
    }, value)
  }
}
