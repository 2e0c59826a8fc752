import type { BrowserContext, Page } from '@playwright/test'
import { fillAsTyped } from './firefox.ts'
import { installProbe, readProbe } from './probe.ts'
import { expect } from './test.ts'

/** Opens the page of calls by codes. Errors on it go to `problems`. */
export async function openCodes(context: BrowserContext, url: string, problems: string[]): Promise<Page> {
  const page = await context.newPage()
  fillAsTyped(page.locator('body'))
  page.on('pageerror', (error) => problems.push(error.message))
  await page.addInitScript(installProbe)
  await page.goto(`${url}/#codes`)
  return page
}

/** This side's negotiated ICE generation, named by its username fragment. */
export const generationOf = (page: Page): Promise<string | undefined> =>
  page.evaluate(
    () => /a=ice-ufrag:(\S+)/.exec(window.probe.connections.at(-1)?.currentLocalDescription?.sdp ?? '')?.[1],
  )

/** The card for one side of a call by codes. */
export const card = (page: Page, name: 'Start a call' | 'Answer a call') =>
  page.getByRole('region', { name, exact: true })

/** Reads the code that the page shows. */
export async function codeOf(page: Page, name: 'Your code' | 'Your answer'): Promise<string> {
  const field = page.getByRole('textbox', { name, exact: true })
  await expect(field).toBeVisible()
  return field.inputValue()
}

/** Fills in a code. */
export const paste = (page: Page, name: 'Their code' | 'Their answer', code: string) =>
  page.getByRole('textbox', { name, exact: true }).fill(code)

/** Reads the page's probe. */
export const media = (page: Page) => page.evaluate(readProbe)

/** Waits until this count has grown by more than `by`. Firefox begins to count anew after a new start of ICE. */
async function grows(page: Page, what: 'audioEnergy' | 'framesDecoded', by: number, message: string): Promise<void> {
  let least = Number.POSITIVE_INFINITY
  const growth = async () => {
    const now = (await media(page))[what]
    least = Math.min(least, now)
    return now - least
  }
  await expect.poll(growth, { message }).toBeGreaterThan(by)
}

/** Waits until the page plays sound. */
export const hears = (page: Page): Promise<void> => grows(page, 'audioEnergy', 0, 'hears')

/** Waits until the page decodes more frames. */
export const sees = (page: Page): Promise<void> => grows(page, 'framesDecoded', 5, 'sees')

/** Exchanges codes between two pages. Resolves with both codes once the two are in the call. */
export async function exchangeCodes(ada: Page, grace: Page, between: () => Promise<void> = async () => {}) {
  await card(ada, 'Start a call').getByRole('button', { name: 'Start with voice' }).click()
  const offer = await codeOf(ada, 'Your code')
  await paste(grace, 'Their code', offer)
  await grace.getByRole('button', { name: 'Read', exact: true }).click()
  await grace.getByRole('button', { name: 'Answer', exact: true }).click()
  const answer = await codeOf(grace, 'Your answer')
  await between()
  await paste(ada, 'Their answer', answer)
  await ada.getByRole('button', { name: 'Connect', exact: true }).click()
  for (const page of [ada, grace]) await expect(page.getByRole('region', { name: /^In call with/ })).toBeVisible()
  return [offer, answer] as const
}
