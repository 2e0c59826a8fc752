import { existsSync } from 'node:fs'
import { type Browser, chromium } from '@playwright/test'

const path =
  process.env.CHROMIUM_PATH ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((place) => existsSync(place))

/** Nothing but the page reaches for the network. */
const quiet = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface BrowserOptions {
  /** What the permission prompt answers by itself. `ask` leaves it to the test. */
  devices?: 'allow' | 'deny' | 'ask'
  args?: string[]
}

/** The system's Chromium with fake devices: two cameras, a beeping microphone and others to change to. */
export function launchChromium({ devices = 'allow', args = [] }: BrowserOptions = {}): Promise<Browser> {
  const prompt = { allow: ['--use-fake-ui-for-media-stream'], deny: ['--use-fake-ui-for-media-stream=deny'], ask: [] }
  if (!path) throw new Error('No Chromium found: set CHROMIUM_PATH')
  return chromium.launch({
    executablePath: path,
    args: [...quiet, '--use-fake-device-for-media-stream=device-count=2', ...prompt[devices], ...args],
  })
}
