import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from '@playwright/test'

/** `npm test` and `npm run test:e2e` find it and pass it on. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Nothing but the page reaches for the network. */
const quiet = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * A steady tone of a second after some seconds of digital silence, as a WAV file that is played again and again.
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

let tone: string | null = null

export interface BrowserOptions {
  /** What the permission prompt answers by itself. `ask` leaves it to the test. */
  devices?: 'allow' | 'deny' | 'ask'
  args?: string[]
  /** Arguments that Playwright gives by itself and that are left out. */
  without?: string[]
  /** What is run instead of Chromium, with its arguments. */
  executable?: string
}

/**
 * The system's Chromium with fake devices: three cameras (the second sees only depth) and some microphones to change between.
 * Ten frames a second show as well as more that a picture moves, and leave a busy machine time for the rest.
 */
export function launchChromium({
  devices = 'allow',
  args = [],
  without = [],
  executable = chromiumPath,
}: BrowserOptions = {}): Promise<Browser> {
  const prompt = { allow: ['--use-fake-ui-for-media-stream'], deny: ['--use-fake-ui-for-media-stream=deny'], ask: [] }
  tone ??= writeTone()
  return chromium.launch({
    executablePath: executable,
    ignoreDefaultArgs: without,
    args: [
      ...quiet,
      '--use-fake-device-for-media-stream=device-count=3,fps=10',
      `--use-file-for-fake-audio-capture=${tone}`,
      ...prompt[devices],
      ...args,
    ],
  })
}
