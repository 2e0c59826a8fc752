import type { Page } from '@playwright/test'
import { installProbe, readProbe } from './support/probe.ts'
import { expect, test } from './support/test.ts'

const card = (page: Page, name: 'Start a call' | 'Answer a call') => page.getByRole('region', { name, exact: true })

/** A code as the page shows it. */
async function codeOf(page: Page, name: 'Your code' | 'Your answer'): Promise<string> {
  const field = page.getByRole('textbox', { name, exact: true })
  await expect(field).toBeVisible()
  return field.inputValue()
}

const paste = (page: Page, name: 'Their code' | 'Their answer', code: string) =>
  page.getByRole('textbox', { name, exact: true }).fill(code)

const media = (page: Page) => page.evaluate(readProbe)

async function hears(page: Page): Promise<void> {
  const before = (await media(page)).audioEnergy
  await expect.poll(async () => (await media(page)).audioEnergy, { message: 'hears' }).toBeGreaterThan(before)
}

async function sees(page: Page): Promise<void> {
  const before = (await media(page)).framesDecoded
  await expect.poll(async () => (await media(page)).framesDecoded, { message: 'sees' }).toBeGreaterThan(before + 5)
}

/** Two pages carry codes to each other; resolves in the call. */
async function exchangeCodes(ada: Page, grace: Page, between: () => Promise<void> = async () => {}) {
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

const digits = (page: Page) => page.getByRole('list', { name: 'Digits' }).innerText()

test.describe('calls by codes', () => {
  const people = test.extend<{ two: [Page, Page] }>({
    two: async ({ chromium, server, problems }, use) => {
      const contexts = [await chromium.newContext(), await chromium.newContext()]
      const pages = await Promise.all(
        contexts.map(async (context) => {
          const page = await context.newPage()
          page.on('pageerror', (error) => problems.push(error.message))
          await page.addInitScript(installProbe)
          await page.goto(`${server.url}/#codes`)
          return page
        }),
      )
      const [ada, grace] = pages
      if (!ada || !grace) throw new Error('no pages')
      await use([ada, grace])
      for (const context of contexts) await context.close()
    },
  })

  people('two without an ID call each other, add video and a screen, restart ICE and hang up', async ({ two }) => {
    const [ada, grace] = two
    const sockets: string[] = []
    for (const page of two) page.on('websocket', (socket) => sockets.push(socket.url()))
    const codes = await exchangeCodes(ada, grace)
    for (const code of codes) expect(code.length).toBeLessThan(400)
    await Promise.all([hears(ada), hears(grace)])
    for (const page of two) {
      await page.getByRole('button', { name: 'Encrypted. Compare safety number' }).click()
      await expect(page.getByRole('list', { name: 'Digits' })).toBeVisible()
    }
    expect(await digits(ada)).toBe(await digits(grace))
    await ada.keyboard.press('Escape')
    await grace.keyboard.press('Escape')

    await grace.getByRole('button', { name: 'Turn camera on' }).click()
    await sees(ada)
    await ada.getByRole('button', { name: 'Turn camera on' }).click()
    await sees(grace)
    const generation = (page: Page) =>
      page.evaluate(
        () => /a=ice-ufrag:(\S+)/.exec(window.probe.connections.at(-1)?.currentLocalDescription?.sdp ?? '')?.[1],
      )
    const before = await generation(grace)
    await ada.evaluate(() => dispatchEvent(new Event('online')))
    await expect.poll(() => generation(grace)).not.toBe(before)
    await Promise.all([sees(ada), sees(grace), hears(ada), hears(grace)])
    expect(sockets).toEqual([])

    await grace.getByRole('button', { name: 'Hang up' }).click()
    for (const page of two) {
      await expect(page.getByRole('status').filter({ hasText: /^Call ended · \d\d:\d\d$/ })).toBeVisible()
      await expect(card(page, 'Start a call')).toBeVisible()
      await expect
        .poll(async () => {
          const { liveTracks, openConnections } = await media(page)
          return { liveTracks, openConnections }
        })
        .toEqual({ liveTracks: 0, openConnections: 0 })
    }
  })

  people('an answer may take more than a minute to be pasted', async ({ two }) => {
    people.setTimeout(150_000)
    const [ada, grace] = two
    await exchangeCodes(ada, grace, () => ada.waitForTimeout(70_000))
    await Promise.all([hears(ada), hears(grace)])
  })

  people('both panels on one page connect to each other', async ({ two }) => {
    const [page] = two
    await page.getByRole('button', { name: 'Try it on this device' }).click()
    const [start, answer] = [card(page, 'Start a call'), card(page, 'Answer a call')]
    await start.getByRole('button', { name: 'Start with voice' }).click()
    await paste(page, 'Their code', await codeOf(page, 'Your code'))
    await answer.getByRole('button', { name: 'Read', exact: true }).click()
    await answer.getByRole('button', { name: 'Answer', exact: true }).click()
    await paste(page, 'Their answer', await codeOf(page, 'Your answer'))
    await start.getByRole('button', { name: 'Connect', exact: true }).click()
    const number = (within: typeof start) => within.getByRole('img').getAttribute('aria-label')
    for (const one of [start, answer]) await expect(one.getByText('Connected.')).toBeVisible()
    await expect(start.getByRole('img')).toBeVisible()
    await expect(answer.getByRole('img')).toBeVisible()
    expect(await number(start)).toBe(await number(answer))
    await start.getByRole('button', { name: 'Hang up' }).click()
    await expect(answer.getByRole('textbox', { name: 'Their code' })).toBeVisible()
    await expect.poll(async () => (await media(page)).openConnections).toBe(0)
  })

  people('what cannot be used is told in words where it is pasted', async ({ two }) => {
    const [ada, grace] = two
    await card(ada, 'Start a call').getByRole('button', { name: 'Start with voice' }).click()
    const offer = await codeOf(ada, 'Your code')
    const tell = async (page: Page, field: 'Their code' | 'Their answer', code: string, words: RegExp) => {
      await paste(page, field, code)
      await page.getByRole('button', { name: field === 'Their code' ? 'Read' : 'Connect', exact: true }).click()
      await expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible()
    }
    await tell(ada, 'Their answer', offer, /your own code/)
    await tell(ada, 'Their answer', 'hello', /not a Parley code/)
    await tell(ada, 'Their answer', offer.slice(0, -9), /end of this code is missing/)
    await tell(
      grace,
      'Their code',
      `${offer.slice(0, 50)}${offer[50] === 'A' ? 'B' : 'A'}${offer.slice(51)}`,
      /changed on the way/,
    )
    await grace.goto(`${grace.url().replace(/#.*/, '')}#code=${offer}`)
    await expect(grace.getByRole('heading', { name: 'Voice call from somebody' })).toBeVisible()
  })
})
