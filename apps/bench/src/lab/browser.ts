import { type Browser, chromium } from '@playwright/test'

/**
 * Launches the system's Chromium with a fake camera and microphone, and connections over loopback.
 *
 * @param args more arguments
 */
export const launchBrowser = (...args: string[]): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--allow-loopback-in-peer-connection'],
      ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
      ...args,
    ],
  })

/** The argument by which candidates have IP addresses, which a relay needs, in place of mDNS names. */
export const SHOW_ADDRESSES = '--disable-features=WebRtcHideLocalIpsWithMdns'
