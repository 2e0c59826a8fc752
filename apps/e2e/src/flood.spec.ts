import type { Browser, TestInfo } from '@playwright/test'
import { report } from './faults/measure.ts'
import {
  collectGarbage,
  type Flood,
  flood,
  flooded,
  installHostility,
  pagesMemory,
  placeOf,
  renewAll,
  type Watched,
  watch,
} from './support/hostilePeer.ts'
import { connect, hangUp, openApp, type Person } from './support/person.ts'
import { test as base, expect, THOROUGH } from './support/test.ts'

/** The longest that a page may stand still, and the longest from a press to home. Milliseconds. */
const LONGEST_FREEZE = 250
const LONGEST_WAY_HOME = 1_000
/** How long the task of the press may take until no sender has a track. Milliseconds. */
const AT_ONCE = 100
/** What a page may keep of a flood before the answer, and what its memory grows by besides. MB. */
const MOST_KEPT = 50
/** The press comes after half of a flood, or when the flood has ended the call, and not before. Milliseconds. */
const PRESS_AFTER_MS = 1_000
/** How many messages of several kilobytes are sent. */
const LARGE = { messages: 4_000 }

const bulk = (type: string, message: Flood['message'], within?: Flood['within']): Flood => ({
  ...{ channel: 'bulk', type, message },
  ...(within && { within }),
})

/** What is sent as fast as it can be, and what by somebody who knows the allowances stays within them. */
const ATTACKS: Record<string, Flood> = {
  nothing: { channel: 'inputs', type: 'none', message: () => 0, within: { messages: 0, messagesPerSecond: 0 } },
  'media on control': {
    channel: 'control',
    type: 'media',
    message: (n) => `{"type":"media","seq":${n},"microphone":${n % 2 === 0},"camera":true,"screen":${n % 3 === 0}}`,
  },
  'media, within what is allowed': {
    channel: 'control',
    type: 'media',
    message: (n) => `{"type":"media","seq":${n},"microphone":${n % 2 === 0},"camera":true,"screen":${n % 3 === 0}}`,
    within: { messages: 400, messagesPerSecond: 55 },
  },
  'candidates on control': {
    channel: 'control',
    type: 'signal',
    message: (n) =>
      `{"type":"signal","seq":${n},"signal":{"type":"candidates","candidates":[{"candidate":"candidate:${n} 1 udp 1 192.0.2.1 ${(n % 60_000) + 1} typ host","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":null}]}}`,
  },
  'play invitations': bulk('play', (n) => ({ is: 'invite', game: n })),
  'play, within what is allowed': bulk('play', (n) => ({ is: 'invite', game: n }), {
    ...{ messages: 55, messagesPerSecond: 4 },
  }),
  chat: bulk('chat', (n) => ({ run: 'hostile-run', n, text: `message ${n}`, age: 0 })),
  'chat, a new run each': {
    ...{ ...LARGE, channel: 'bulk', type: 'chat' },
    message: (n) => ({ run: `hostile-run-${n}`, n: 1, text: 'x'.repeat(3_900), age: 0 }),
  },
  'chat, within what is allowed': bulk('chat', (n) => ({ run: `run-${n}-run`, n: 1, text: `message ${n}`, age: 0 }), {
    ...{ messages: 1_500, messagesPerSecond: 45 },
  }),
  'file offers': bulk('file.offer', (n) => ({
    ...{ id: n.toString(16).padStart(16, '0'), name: `${n}.txt`, size: 1_000, type: 'text/plain', paused: false },
  })),
  'file offers, within what is allowed': bulk(
    'file.offer',
    (n) => ({
      ...{ id: n.toString(16).padStart(16, '0'), name: `${n}.txt`, size: 1_000, type: 'text/plain', paused: false },
    }),
    { messages: 560, messagesPerSecond: 280 },
  ),
  'parts of files that nobody wants': { ...LARGE, ...bulk('file.chunk', () => new ArrayBuffer(15_000)) },
  'acknowledgements of files that nobody sent': bulk('file.want', (n) => ({
    ...{ id: n.toString(16).padStart(16, '0'), from: 0, paused: false },
  })),
  'finished strokes': {
    ...LARGE,
    ...bulk('draw.stroke', (n) => ({
      ...{ run: 'hostile-run', n: (n % 1_000_000) + 1, on: 'yours' },
      points: Array.from({ length: 2_000 }, (_, at) => (at * 7 + n) % 10_000),
    })),
  },
  'finished strokes, within what is allowed': bulk(
    'draw.stroke',
    (n) => ({
      ...{ run: 'hostile-run', n, on: 'yours' },
      points: Array.from({ length: 2_000 }, (_, at) => (at * 7 + n) % 10_000),
    }),
    { messages: 900, messagesPerSecond: 55 },
  ),
  'types that nobody knows': { ...LARGE, ...bulk('unheard', () => 'x'.repeat(10_000)) },
  'strokes being drawn': {
    ...{ channel: 'inputs', type: 'draw' },
    message: (n) => ({
      ...{ run: 'hostile-run', n: (n % 900_000) + 1, on: 'yours', at: 0 },
      points: Array.from({ length: 80 }, (_, at) => (at * 97 + n) % 10_000),
    }),
  },
  'the pointer': {
    ...{ channel: 'inputs', type: 'point' },
    message: (n) => ({ on: 'yours', x: n % 10_000, y: n % 10_000 }),
  },
  'inputs of a game': { channel: 'inputs', type: 'puck', message: () => new ArrayBuffer(285) },
  'questions for the time': { channel: 'inputs', type: '', message: () => 0 },
}

/** What a contact sends before the answer; `npm test` tries the first. */
const EARLY = ['chat, a new run each', 'media on control', 'strokes being drawn']

/** `npm test` tries those that were worst; `npm run test:all` tries all. */
const TELLING = ['media on control', 'chat, within what is allowed']

const test = base.extend<{ mallory: Person; grace: Person; memory: () => Promise<number> }>({
  // Two browsers, so that each page has its own processes.
  mallory: async ({ launch, server, suffix, problems }, use) => {
    const context = await (await launch({})).newContext({ serviceWorkers: 'block' })
    await context.addInitScript(installHostility)
    const mallory = await openApp(context, server.url, `mallory${suffix}`, problems)
    await mallory.takeId()
    await use(mallory)
    await context.close()
  },
  grace: async ({ meet }, use) => use(await meet('grace')),
  memory: async ({ chromium, grace }, use) =>
    use(async () => {
      await collectGarbage(grace.page)
      return pagesMemory(chromium)
    }),
})

function tell(info: TestInfo, name: string, watched: Watched, grown: number): void {
  const figures = {
    'longest freeze': watched.freeze,
    'of it the page’s own work': watched.work,
    'the page waited for a processor in all': watched.waited,
    'press to its handler': watched.handled,
    'press to no track': watched.silent,
    'press to home': watched.home,
    'flood to its end': watched.ended,
  }
  for (const [what, value] of Object.entries(figures)) if (value !== null) report(info, name, what, value, 'ms')
  report(info, name, 'memory', grown, 'MB')
}

/** Expects of a page what holds on two processors that do nothing else: what other programs took of them is left out. */
function expectCalm({ work, waited, handled, silent, home }: Watched): void {
  expect(work).toBeLessThanOrEqual(LONGEST_FREEZE)
  if (home === null) return
  expect(home).toBeLessThanOrEqual(LONGEST_WAY_HOME + waited)
  if (silent !== null) expect(silent).toBeLessThanOrEqual((handled ?? 0) + AT_ONCE + waited)
}

/**
 * Presses a button of a page a second after this attack has begun, and waits until the page is home.
 *
 * @param during called right before the press
 */
async function pressDuring(
  { grace, chromium }: { grace: Person; chromium: Browser },
  button: string,
  attack: () => Promise<unknown>,
  during: () => Promise<void> = async () => undefined,
): Promise<Watched> {
  const { x, y } = await placeOf(grace, button)
  const read = await watch(grace, chromium)
  const attacking = attack()
  await grace.page.waitForTimeout(PRESS_AFTER_MS)
  await during()
  await grace.page.mouse.click(x, y)
  await grace.isHome()
  // What the flood has left to do may still keep the page; that counts too.
  await grace.page.waitForTimeout(500)
  const watched = await read()
  await attacking
  await grace.releasesAll()
  return watched
}

test.describe('T35: whatever the other side sends in a call, the page goes on and the red button works', () => {
  for (const [name, attack] of Object.entries(ATTACKS)) {
    test(`T35: ${name}`, TELLING.includes(name) ? {} : THOROUGH, async ({ mallory, grace, memory, chromium }, info) => {
      await connect(mallory, grace)
      const before = await memory()
      const watched = await pressDuring(
        { grace, chromium },
        'Hang up',
        () => flood(mallory, attack),
        () => (attack.within ? Promise.resolve() : flooded(mallory, attack)),
      )
      tell(info, `${name}, in a call`, watched, (await memory()) - before)
      expectCalm(watched)
      // It may have ended before the press, because it was too much.
      if (watched.home === null) await expect(grace.status.filter({ hasText: 'sent too much at once' })).toBeVisible()
    })
  }
})

test.describe('T36: whatever a contact sends before the answer, nothing of it is kept', () => {
  for (const name of EARLY) {
    const details = name === EARLY[0] ? {} : THOROUGH
    test(`T36: ${name}`, details, async ({ mallory, grace, memory, chromium }, info) => {
      const attack = ATTACKS[name]
      if (!attack) throw new Error(name)
      await connect(mallory, grace)
      await hangUp(mallory, grace)
      await mallory.dial(grace.id)
      await expect(grace.incoming(mallory)).toBeVisible()
      const opened = () => mallory.page.evaluate(() => window.hostile.channels.get('bulk')?.readyState)
      await expect.poll(opened).toBe('open')
      const before = await memory()
      let kept = 0
      const watched = await pressDuring(
        { grace, chromium },
        'Decline',
        () => flood(mallory, attack),
        async () => {
          kept = (await memory()) - before
        },
      )
      tell(info, `${name}, while it rings`, watched, kept)
      expectCalm(watched)
      expect(kept).toBeLessThan(MOST_KEPT)
    })
  }
})

test('T37: a thousand renewals at once', async ({ mallory, grace, memory, chromium }, info) => {
  await connect(mallory, grace)
  const before = await memory()
  const watched = await pressDuring({ grace, chromium }, 'Hang up', () => renewAll(mallory, 999))
  tell(info, 'a thousand renewals, in a call', watched, (await memory()) - before)
  expectCalm(watched)
  const { everConnections } = await grace.media()
  expect(everConnections).toBeGreaterThan(1)
  expect(everConnections).toBeLessThan(15)
})
