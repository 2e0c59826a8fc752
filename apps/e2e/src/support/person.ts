import { type Browser, type BrowserContext, expect, type Locator, type Page } from '@playwright/test'
import { fillAsTyped } from './firefox.ts'
import { holdableLine, type Line } from './line.ts'
import {
  describeConnections,
  type Growth,
  installProbe,
  type MediaReport,
  readHeldWithin,
  readProbe,
  whenGrown,
} from './probe.ts'

type DialButton = 'Video call' | 'Voice call'

/** A person with a page of the app, who acts by the names on the screen. */
export class Person {
  readonly id: string
  readonly page: Page
  readonly context: BrowserContext
  readonly #line: Line | null
  readonly #frames: string[] = []

  constructor(id: string, page: Page, line: Line | null) {
    this.id = id
    this.page = page
    this.context = page.context()
    this.#line = line
    page.on('websocket', (connection) => {
      connection.on('framesent', ({ payload }) => void this.#frames.push(payload.toString()))
    })
  }

  /** The line from the server; throws unless the person was met with `holdable`. */
  get line(): Line {
    if (!this.#line) throw new Error(`${this.id} was not met with a holdable line`)
    return this.#line
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  incoming(from: Person): Locator {
    return this.page.getByRole('dialog', { name: `Incoming call from ${from.id}` })
  }

  outgoing(to: Person): Locator {
    return this.page.getByRole('region', { name: `Calling ${to.id}` })
  }

  inCall(peer: Person): Locator {
    return this.page.getByRole('region', { name: `In call with ${peer.id}` })
  }

  get status(): Locator {
    return this.page.getByRole('status')
  }

  async takeId(): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Your ID' }).fill(this.id)
    await this.button('Go online').click()
    await this.isHome()
  }

  /** Types the ID to call, without calling. */
  async fillDial(id: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'ID to call' }).fill(id)
  }

  /** Watches for dialogs. The returned function tells whether one has been shown, however briefly. */
  async watchPrompts(): Promise<() => Promise<boolean>> {
    await this.page.evaluate(() => {
      const note = () => {
        if (document.querySelector('[role=dialog]')) Object.assign(window, { prompted: true })
      }
      new MutationObserver(note).observe(document.body, { childList: true, subtree: true })
    })
    return () => this.page.evaluate(() => 'prompted' in window)
  }

  async isHome(): Promise<void> {
    await expect(this.page.getByRole('textbox', { name: 'ID to call' })).toBeVisible()
  }

  async dial(id: string, media: DialButton = 'Video call'): Promise<void> {
    await this.fillDial(id)
    await this.button(media).click()
  }

  async isOnline(): Promise<void> {
    await expect(this.page.getByText('Online · this is your ID')).toBeVisible()
  }

  /** All WebSocket messages that this page has sent. */
  get sent(): readonly string[] {
    return this.#frames
  }

  /** Reads the page's probe. */
  media(): Promise<MediaReport> {
    return this.page.evaluate(readProbe)
  }

  /**
   * Waits until more frames are decoded and more sound is played. Resolves with that time on the page's clock.
   * `openedAfter`: only a page opened after this time counts.
   */
  seesAndHears(openedAfter = 0): Promise<number> {
    return this.#grows({ framesDecoded: 2, audioEnergy: 0 }, 'sees and hears', openedAfter)
  }

  async hears(): Promise<void> {
    await this.#grows({ audioEnergy: 0 }, 'hears')
  }

  /** Waits until this many more frames are decoded. */
  async sees(frames = 2): Promise<void> {
    await this.#grows({ framesDecoded: frames }, 'sees')
  }

  async #grows(by: Growth['by'], does: string, openedAfter = 0): Promise<number> {
    const until = Date.now() + 30_000
    while (Date.now() < until) {
      try {
        const at = await this.page.evaluate(whenGrown, { by, within: until - Date.now(), openedAfter })
        if (at !== null) return at
      } catch (cause) {
        // The page was navigating; try again on the new one.
        if (!(cause instanceof Error && /context was destroyed/.test(cause.message))) throw cause
      }
    }
    const [connections, report] = [await this.page.evaluate(describeConnections), await this.media()]
    const shown = await this.page.evaluate(() => document.body.innerText)
    throw new Error([`${this.id} never ${does}`, ...connections, JSON.stringify(report), shown].join('\n'))
  }

  /** Waits until the status has these words and the page is home; expects everything to be released within a second. */
  async isDone(words: string | RegExp): Promise<void> {
    await expect(this.status.filter({ hasText: words })).toBeVisible()
    await this.releasesAll()
    await this.isHome()
  }

  /** Expects tracks, connections and audio contexts to be released within a second on the page's clock. */
  async releasesAll(): Promise<void> {
    const held = await this.page.evaluate(readHeldWithin, 1_000)
    const nothing = { liveTracks: 0, openConnections: 0, openAudioContexts: 0 }
    expect(held, `${this.id} lets go of camera, microphone, connection and sound`).toEqual(nothing)
  }
}

/** Connecting that takes longer than this is logged. Seconds. */
const SLOW = 5

/** Places and answers a call. Resolves when both sides hear each other, and see each other in a video call. */
export async function connect(caller: Person, callee: Person, media: DialButton = 'Video call'): Promise<void> {
  await caller.dial(callee.id, media)
  await callee.button('Accept').click()
  const acceptedAt = Date.now()
  const arrives = (person: Person) => (media === 'Video call' ? person.seesAndHears() : person.hears())
  await Promise.all([caller, callee].map(arrives))
  const seconds = (Date.now() - acceptedAt) / 1000
  // A slow connection does not fail the test, but is logged.
  if (seconds > SLOW)
    console.log(`    slow: ${caller.id} and ${callee.id} were connected after ${seconds.toFixed(1)} s`)
}

/** Hangs up; both are told so and release everything. */
export async function hangUp(by: Person, other: Person): Promise<void> {
  await by.button('Hang up').click()
  await Promise.all([by.isDone('Call ended'), other.isDone('Call ended')])
}

/** Lets both dial each other before either can receive the other's call. */
export async function dialEachOther(ada: Person, grace: Person, media: DialButton, theirMedia = media): Promise<void> {
  for (const { line } of [ada, grace]) line.hold()
  await Promise.all([ada.dial(grace.id, media), grace.dial(ada.id, theirMedia)])
  await Promise.all([expect(ada.outgoing(grace)).toBeVisible(), expect(grace.outgoing(ada)).toBeVisible()])
  for (const { line } of [ada, grace]) line.release()
}

/** Presses all buttons at the same moment; they are found beforehand, and one that has gone by then does nothing. */
export async function pressTogether(...buttons: Locator[]): Promise<void> {
  const handles = await Promise.all(buttons.map((button) => button.elementHandle()))
  const at = Date.now() + 200
  const press = async (button: Node, when: number) => {
    await new Promise((resolve) => setTimeout(resolve, when - Date.now()))
    if (button instanceof HTMLElement) button.click()
  }
  await Promise.all(handles.map((handle) => handle?.evaluate(press, at)))
}

/**
 * The browser's own errors that are expected: a request refused on purpose, a service worker that could not be fetched
 * because its page or server was gone by then, and what Firefox says of ICE that waited for a person.
 */
const EXPECTED =
  /Failed to load resource|An unknown error occurred when fetching the script|ICE failed, add a (?:STUN|TURN) server/

/** Opens the app in a new page; errors on the page fail the test. */
export async function openApp(
  context: BrowserContext,
  url: string,
  id: string,
  problems: string[],
  holdable = false,
): Promise<Person> {
  const page = await context.newPage()
  fillAsTyped(page.locator('body'))
  const line = holdable ? await holdableLine(page) : null
  const note = (text: string) => {
    if (!EXPECTED.test(text)) problems.push(`${id}: ${text}`)
  }
  // Firefox tells some of its own errors as if the page had thrown them.
  page.on('pageerror', (error) => note(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') note(message.text())
  })
  await page.addInitScript(installProbe)
  const person = new Person(id, page, line)
  await page.goto(url)
  return person
}

/**
 * Opens the app in a new browser profile and goes online under this ID.
 *
 * @param how `worker`: the page keeps the app for when its server is away; without it a page costs less
 */
export async function newPerson(
  browser: Browser,
  url: string,
  id: string,
  problems: string[],
  { phone = false, holdable = false, worker = false } = {},
): Promise<Person> {
  const context = await browser.newContext({
    // What moves on the screen is drawn by the processors that the call needs.
    reducedMotion: 'reduce',
    serviceWorkers: worker ? 'allow' : 'block',
    ...(phone
      ? { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }
      : { viewport: { width: 1280, height: 800 } }),
  })
  const person = await openApp(context, url, id, problems, holdable)
  await person.takeId()
  return person
}
