import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from '@playwright/test'

/** The path of Chromium; `npm test` and `npm run test:e2e` find it and set CHROMIUM_PATH. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Arguments that keep Chromium itself from using the network. */
const quiet = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Features of Chromium that tests switch off. Chromium takes only the last `--disable-features`, so this repeats what
 * Playwright switches off (`chromiumSwitches.ts`).
 */
const disabledFeatures = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
  // The address bar's two pages, loaded for each window: 0.6 s of processor time for a window that nobody sees.
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'WebUIOmniboxPopup',
]

/**
 * Writes a WAV file for a fake microphone, which repeats it: some seconds of digital silence, then a second of a steady
 * tone. Returns its path.
 * Chromium's own fake microphone beeps only while a fake camera runs, and for one listener at a time.
 */
export function writeTone(silentSeconds = 0): string {
  const rate = 48_000
  const silence = silentSeconds * rate
  const bytes = (silence + rate) * 2
  const wav = Buffer.alloc(44 + bytes)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + bytes, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(rate, 24)
  wav.writeUInt32LE(rate * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(bytes, 40)
  for (let n = 0; n < rate; n++)
    wav.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * 440 * n) / rate)), 44 + (silence + n) * 2)
  const folder = mkdtempSync(join(tmpdir(), 'parley-tone-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'tone.wav')
  writeFileSync(path, wav)
  return path
}

/**
 * True if the system has shared memory to spare. Playwright takes files for it, as in containers it may be small; that costs
 * a tenth of the processor.
 */
function hasSharedMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize > 1024 ** 3
  } catch {
    return false
  }
}

let tone: string | null = null

/** How a test's browser is launched. */
export interface BrowserOptions {
  /** The automatic answer to permission prompts; `ask` leaves it to the test. */
  devices?: 'allow' | 'deny' | 'ask'
  args?: string[]
  /** Features of Chromium to switch off. */
  disable?: string[]
  /** Playwright's default arguments to leave out. */
  without?: string[]
  /** The program to run instead of Chromium, with Chromium's arguments. */
  executable?: string
}

/**
 * Launches the system's Chromium with fake devices: three cameras (the second is a depth camera) and several
 * microphones. Ten frames a second are enough to show a moving picture, and spare the processor.
 */
export function launchChromium({
  devices = 'allow',
  args = [],
  disable = [],
  without = [],
  executable = chromiumPath,
}: BrowserOptions = {}): Promise<Browser> {
  const prompt = { allow: ['--use-fake-ui-for-media-stream'], deny: ['--use-fake-ui-for-media-stream=deny'], ask: [] }
  tone ??= writeTone()
  return chromium.launch({
    executablePath: executable,
    ignoreDefaultArgs: hasSharedMemory() ? [...without, '--disable-dev-shm-usage'] : without,
    args: [
      ...quiet,
      '--use-fake-device-for-media-stream=device-count=3,fps=10',
      `--use-file-for-fake-audio-capture=${tone}`,
      `--disable-features=${[...disabledFeatures, ...disable].join()}`,
      ...prompt[devices],
      ...args,
    ],
  })
}
