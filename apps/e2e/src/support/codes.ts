import type { Page } from '@playwright/test'
import { readProbe } from './probe.ts'
import { expect } from './test.ts'

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

/** Waits until the page plays sound. */
export async function hears(page: Page): Promise<void> {
  const before = (await media(page)).audioEnergy
  await expect.poll(async () => (await media(page)).audioEnergy, { message: 'hears' }).toBeGreaterThan(before)
}

/** Waits until the page decodes more frames. */
export async function sees(page: Page): Promise<void> {
  const before = (await media(page)).framesDecoded
  await expect.poll(async () => (await media(page)).framesDecoded, { message: 'sees' }).toBeGreaterThan(before + 5)
}

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
