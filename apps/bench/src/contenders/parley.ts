import type { Browser, BrowserContext, Page } from '@playwright/test'
import { observe } from '../lab/observe.ts'
import type { Contender, Pair } from './pair.ts'

/** How Parley's pages are opened. */
export interface ParleyOptions {
  browser: Browser
  /** The URL of the app. */
  url: string
  /** True if media may only take the TURN server. */
  relayed: boolean
}

let people = 0

/** Opens the app with this ID, or with the profile's own. Resolves when the app is online and has loaded everything. */
async function visit(context: BrowserContext, url: string, id: string, relayed: boolean): Promise<Page> {
  const page = await context.newPage()
  await observe(page, relayed)
  await page.goto(url)
  const newId = page.getByRole('textbox', { name: 'Your ID' })
  const dial = page.getByRole('textbox', { name: 'ID to call' })
  await newId.or(dial).first().waitFor()
  if (await newId.isVisible()) {
    await newId.fill(id)
    await page.getByRole('button', { name: 'Go online' }).click()
  }
  await page.getByText('Online · this is your ID').waitFor()
  // Waits for the code that is loaded when the page is idle.
  await page.waitForLoadState('networkidle')
  return page
}

function pairOf(caller: Page, callee: Page, calleeId: string, close: () => Promise<void>): Pair {
  return {
    ...{ caller, callee, close, answersBy: 'Accept' },
    async place() {
      await caller.getByRole('textbox', { name: 'ID to call' }).fill(calleeId)
      await caller.getByRole('button', { name: 'Video call' }).click()
    },
  }
}

/** Opens two people who have never met, in new profiles. */
async function openStrangers({ browser, url, relayed }: ParleyOptions): Promise<Pair> {
  const suffix = (people++).toString(36)
  const contexts = await Promise.all([browser.newContext(), browser.newContext()])
  const [caller, callee] = await Promise.all([
    visit(contexts[0], url, `ada-${suffix}`, relayed),
    visit(contexts[1], url, `bob-${suffix}`, relayed),
  ])
  const close = async () => void (await Promise.all(contexts.map((context) => context.close())))
  return pairOf(caller, callee, `bob-${suffix}`, close)
}

/** Creates the contender of strangers, who do not preconnect: a new pair each time. */
export function createParleyNormal(options: ParleyOptions): Contender {
  return { name: 'Parley normal', open: () => openStrangers(options) }
}

/** Creates the contender of strangers at a call link: one waits there, the other enters the lobby and joins. */
export function createParleyLink(options: ParleyOptions): Contender {
  return {
    name: 'Parley link',
    async open() {
      const pair = await openStrangers(options)
      const { caller, callee } = pair
      return {
        ...pair,
        answersBy: 'Join',
        async place() {
          await caller.getByRole('button', { name: 'New call link' }).click()
          await caller.getByRole('button', { name: 'Join', exact: true }).click()
          await caller.getByRole('heading', { name: 'Waiting for someone to join' }).waitFor()
          await callee.goto(caller.url())
        },
      }
    },
  }
}

/** Creates the contender of contacts, who preconnect: they have had one answered call and added each other. */
export async function createParleyPreconnected({ browser, url, relayed }: ParleyOptions): Promise<Contender> {
  const suffix = (people++).toString(36)
  const [ada, bob] = [`ada-${suffix}`, `bob-${suffix}`]
  const contexts = await Promise.all([browser.newContext(), browser.newContext()])
  const meet = () =>
    Promise.all([visit(contexts[0], url, ada, relayed), visit(contexts[1], url, bob, relayed)] as const)
  const befriend = (page: Page, own: string, other: string) =>
    page.evaluate(([key, value]) => localStorage.setItem(key, value), [
      `parley.people.${own}`,
      JSON.stringify({ ring: 'everyone', contacts: [other], blocked: [] }),
    ] as const)
  const hangUp = async (caller: Page, callee: Page) => {
    await caller.getByRole('button', { name: 'Hang up' }).click()
    for (const page of [caller, callee]) await page.getByRole('textbox', { name: 'ID to call' }).waitFor()
    await Promise.all([caller.close(), callee.close()])
  }

  const [caller, callee] = await meet()
  await Promise.all([befriend(caller, ada, bob), befriend(callee, bob, ada)])
  const first = pairOf(caller, callee, bob, () => hangUp(caller, callee))
  await first.place()
  await callee.getByRole('button', { name: 'Accept', exact: true }).click()
  for (const page of [caller, callee]) await page.waitForFunction(() => window.observed.frameAt !== null)
  await first.close()

  return {
    name: 'Parley preconnected',
    async open() {
      const [caller, callee] = await meet()
      return pairOf(caller, callee, bob, () => hangUp(caller, callee))
    },
  }
}
