import { momentOf } from './support/moments.ts'
import { openApp } from './support/person.ts'
import { expect, test } from './support/test.ts'

test.describe('taking an ID', () => {
  test('says what is wrong, in words, before and after submitting', async ({ meet, server, chromium, problems }) => {
    const ada = await meet('ada')
    const context = await chromium.newContext()
    const other = await openApp(context, server.url, 'other', problems)
    const field = other.page.getByRole('textbox', { name: 'Your ID' })
    const note = () =>
      field.evaluate((input) => document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent)

    await field.fill('ada lovelace')
    await expect.poll(note).toMatch(/letters/i)
    await field.fill('ad')
    await other.button('Go online').click()
    await expect.poll(note).toMatch(/3/)
    await field.fill(ada.id.toUpperCase())
    await expect.poll(note).toMatch(/taken/i)
    await other.button('Go online').click()
    await expect.poll(note).toMatch(/taken/i)
    await field.fill(`${ada.id}-2`)
    await other.button('Go online').click()
    await other.isHome()
    await context.close()
  })

  test('is remembered: the next visit goes online by itself; it can be changed', async ({ meet }) => {
    const ada = await meet('ada')
    await ada.page.reload()
    await ada.isOnline()
    await expect(ada.page.getByText(ada.id).first()).toBeVisible()
    await ada.button('Change ID').click()
    await expect(ada.page.getByRole('textbox', { name: 'Your ID' })).toBeVisible()
  })
})

test.describe('people online', () => {
  test('come, are in a call, and go, each told at once', async ({ meet }) => {
    const ada = await meet('ada')
    /** Watches for the first moment at which a row of ada's list has these words, or with `gone` none has. */
    const told = (words: string, gone = false) => momentOf(ada, { within: 'li', words: new RegExp(words) }, gone)
    // The server announces a change within a second; the page needs the rest to show it.
    const soon = async (at: () => Promise<number>, since: number) => expect((await at()) - since).toBeLessThan(1_500)

    const [grace, linus] = await Promise.all([meet('grace'), meet('linus')])
    await expect(ada.page.getByRole('list', { name: 'People online' }).getByText(grace.id)).toBeVisible()
    const joan = await told('joan')
    const came = await meet('joan')
    await soon(joan, Date.now())

    await grace.dial(linus.id)
    const busy = await told(`${grace.id}.*In a call`)
    await linus.button('Accept').click()
    await soon(busy, Date.now())
    const free = await told(`${grace.id}.*In a call`, true)
    await linus.button('Hang up').click()
    await soon(free, Date.now())
    const gone = await told(came.id, true)
    await came.context.close()
    await soon(gone, Date.now())
  })

  test('can be called from the list', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await ada.page.getByRole('listitem').filter({ hasText: grace.id }).first().hover()
    await ada.button(`Call ${grace.id} with voice`).click()
    await expect(grace.incoming(ada)).toBeVisible()
  })

  test('nobody there: invites to share the ID, and the link asks to call it', async ({
    serve,
    meet,
    chromium,
    problems,
  }) => {
    const { url } = await serve({})
    const ada = await meet('ada', { url })
    await ada.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await ada.page
      .getByRole('button', { name: /copy|share/i })
      .last()
      .click()
    const copied = () => ada.page.evaluate(() => navigator.clipboard.readText())
    await expect.poll(copied).toContain(ada.id)
    const link = await copied()
    const context = await chromium.newContext()
    const guest = await openApp(context, link, 'guest', problems)
    await guest.takeId()
    await expect(guest.page.getByRole('textbox', { name: 'ID to call' })).toHaveValue(ada.id)
    await context.close()
  })
})

test('nothing asks for camera or microphone before there is a call', async ({ meet }) => {
  const ada = await meet('ada')
  await ada.page.reload()
  await ada.isHome()
  await ada.page.waitForLoadState('networkidle')
  expect(await ada.media()).toMatchObject({ prompts: 0, liveTracks: 0, openConnections: 0 })
})

test('on a phone the whole call works by thumb', async ({ meet }) => {
  const [ada, grace] = await Promise.all([meet('ada', { phone: true }), meet('grace', { phone: true })])
  await ada.page.getByRole('textbox', { name: 'ID to call' }).fill(grace.id)
  await ada.button('Video call').tap()
  await grace.button('Accept').tap()
  await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
  for (const person of [ada, grace]) {
    const overflow = await person.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow, 'nothing sticks out').toBeLessThanOrEqual(0)
  }
  await ada.page.touchscreen.tap(195, 300)
  await ada.button('Hang up').tap()
  await Promise.all([ada.isDone('Call ended'), grace.isDone('Call ended')])
})

test('T11: a script that somebody gets into the page does not run, and nothing can be fetched from elsewhere', async ({
  server,
  chromium,
}) => {
  const context = await chromium.newContext()
  const blocked: string[] = []
  const { page } = await openApp(context, server.url, 'victim', blocked)
  await page.evaluate(() => {
    const violations: string[] = []
    Object.assign(window, { violations })
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      violations.push(effectiveDirective),
    )
    const script = document.createElement('script')
    script.textContent = 'window.hacked = true'
    const frame = document.createElement('iframe')
    frame.src = 'https://evil.example/'
    const picture = document.createElement('div')
    picture.innerHTML = '<img src="x" onerror="window.hacked = true">'
    document.body.append(script, frame, picture)
    fetch('https://evil.example/').catch(() => undefined)
  })
  const directives = ['connect-src', 'frame-src', 'script-src-attr', 'script-src-elem']
  await expect.poll(() => page.evaluate(() => [...new Set(Object(window).violations)].sort())).toEqual(directives)
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  await context.close()
})
