import type { BrowserContext, Page } from '@playwright/test'
import { card, codeOf, exchangeCodes, generationOf, hears, media, openCodes, paste, sees } from './support/codes.ts'
import { startFileHost } from './support/fileHost.ts'
import { installProbe } from './support/probe.ts'
import { expect, THOROUGH, test } from './support/test.ts'

/** How long the answer waits to be pasted: longer than the 15 s after which Chromium's ICE fails. Milliseconds. */
const PASTED_AFTER_MS = process.env.ALL_TESTS ? 90_000 : 20_000

/** Lets both sides of one page call each other by codes. */
async function tryOut(page: Page) {
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
  return { start, answer }
}

const digits = (page: Page) => page.getByRole('list', { name: 'Digits' }).innerText()

test.describe('calls by codes', () => {
  const people = test.extend<{ two: [Page, Page] }>({
    two: async ({ chromium, server, problems }, use) => {
      const contexts = [await chromium.newContext(), await chromium.newContext()]
      const pages = await Promise.all(contexts.map((context) => openCodes(context, server.url, problems)))
      const [ada, grace] = pages
      if (!ada || !grace) throw new Error('no pages')
      await use([ada, grace])
      for (const context of contexts) await context.close()
    },
  })

  people('two without an ID call each other, add video, restart ICE and hang up', async ({ two }) => {
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
    const before = await generationOf(grace)
    await ada.evaluate(() => dispatchEvent(new Event('online')))
    await expect.poll(() => generationOf(grace)).not.toBe(before)
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

  people(
    'a screen is shared, drawn on and chatted about in a voice call, over the call’s own line',
    async ({ two }) => {
      const [ada, grace] = two
      const sockets: string[] = []
      for (const page of two) page.on('websocket', (socket) => sockets.push(socket.url()))
      await exchangeCodes(ada, grace)
      await Promise.all([hears(ada), hears(grace)])
      // Either side may share, and so begin the negotiation.
      for (const [by, other] of [
        [ada, grace],
        [grace, ada],
      ] as const) {
        await by.mouse.move(300, 300)
        await by.getByRole('button', { name: 'Share your screen' }).click()
        await sees(other)
        const layer = other.getByRole('img', { name: 'Drawing on the shared screen' })
        await expect(layer).toBeVisible()
        await other.getByRole('button', { name: 'Draw', exact: true }).click()
        await other.mouse.move(500, 350)
        await other.mouse.down()
        await other.mouse.move(700, 450, { steps: 4 })
        await other.mouse.up()
        const own = by.getByRole('region', { name: 'Your shared screen' })
        await expect(own.locator('[data-stroke="them"]')).toHaveCount(1)
        await by.mouse.move(320, 320)
        await by.getByRole('button', { name: 'Stop sharing' }).click()
        await expect(layer).toBeHidden()
        await expect(own).toBeHidden()
      }
      await ada.mouse.move(340, 340)
      await ada.getByRole('button', { name: 'Chat', exact: true }).click()
      await ada.getByRole('textbox', { name: 'Message' }).fill('seen')
      await ada.keyboard.press('Enter')
      await expect(grace.getByText('Someone: seen')).toBeVisible()
      await Promise.all([hears(ada), hears(grace)])
      expect(sockets).toEqual([])
    },
  )

  people('an answer may take longer to be pasted than ICE has patience', THOROUGH, async ({ two }) => {
    const [ada, grace] = two
    people.setTimeout(60_000 + PASTED_AFTER_MS)
    await exchangeCodes(ada, grace, () => ada.waitForTimeout(PASTED_AFTER_MS))
    await Promise.all([hears(ada), hears(grace)])
  })

  people('both panels on one page connect to each other', THOROUGH, async ({ two }) => {
    const [page] = two
    const { start, answer } = await tryOut(page)
    await start.getByRole('button', { name: 'Hang up' }).click()
    await expect(answer.getByRole('textbox', { name: 'Their code' })).toBeVisible()
    await expect.poll(async () => (await media(page)).openConnections).toBe(0)
  })

  people('a text that cannot be used is told in words where it is pasted', async ({ two }) => {
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

test.describe('once visited', () => {
  test.use({ losesServer: true })

  /** Opens a page and waits until its service worker is ready, so that it works without its server. */
  async function visit(context: BrowserContext, url: string): Promise<Page> {
    const page = await context.newPage()
    await page.addInitScript(installProbe)
    await page.goto(url)
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    return page
  }

  /**
   * Reloads the page with the network off, then switches it on, because Chromium's switch also cuts connections between
   * its own pages. Two machines without a network are tested in faults/codes.spec.ts.
   */
  async function reloadOffline(page: Page): Promise<void> {
    await page.context().setOffline(true)
    await page.reload()
    await expect(card(page, 'Start a call')).toBeVisible()
    await page.context().setOffline(false)
  }

  test('the page opens and calls with the server stopped and the network off', async ({ chromium, serve }) => {
    const server = await serve({ STUN_URLS: '' })
    const context = await chromium.newContext()
    const page = await visit(context, `${server.url}/#codes`)
    await server.down()
    await reloadOffline(page)
    const { start } = await tryOut(page)
    await start.getByRole('button', { name: 'Hang up' }).click()
    // A second page, connected to the first only by the codes.
    const other = await context.newPage()
    await other.addInitScript(installProbe)
    await other.goto(`${server.url}/#codes`)
    await reloadOffline(page)
    await exchangeCodes(page, other)
    await Promise.all([hears(page), hears(other)])
    await context.close()
  })

  test('with a server it is always the server’s page', async ({ chromium, serve }) => {
    const server = await serve({})
    const context = await chromium.newContext()
    const page = await visit(context, server.url)
    await page.reload()
    expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
    const answered = page.waitForResponse((response) => response.url() === `${server.url}/`)
    await page.reload()
    expect((await answered).status()).toBe(200)
    const documents = await page.evaluate(async () => {
      const cached = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))
      return cached.flat().map(({ url }) => new URL(url).pathname)
    })
    expect(documents.filter((path) => path.startsWith('/api') || path.startsWith('/socket.io'))).toEqual([])
    await context.close()
  })

  test('a plain file host serves it from any folder, also offline', async ({ chromium }) => {
    const host = await startFileHost('/calls/')
    const context = await chromium.newContext()
    const page = await visit(context, `${host.url}#codes`)
    // The app can be installed: its icons have the sizes that the manifest names.
    const icons = await page.evaluate(async () => {
      const { href } = document.querySelector<HTMLLinkElement>('link[rel=manifest]') ?? { href: '' }
      const { icons }: { icons: { src: string; sizes: string }[] } = await (await fetch(href)).json()
      const load = async ({ src, sizes }: { src: string; sizes: string }) => {
        const image = Object.assign(new Image(), { src: new URL(src, href).href })
        await image.decode()
        return sizes === 'any' || sizes === `${image.naturalWidth}x${image.naturalHeight}`
      }
      return Promise.all(icons.map(load))
    })
    expect(icons).toEqual([true, true, true, true, true])
    await tryOut(page)
    await host.stop()
    await reloadOffline(page)
    await tryOut(page)
    await context.close()
  })
})
