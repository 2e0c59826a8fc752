import type { Browser } from '@playwright/test'
import { openApp, type Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Makes a call link and stands in front of it; resolves to its address. */
async function newLink(person: Person): Promise<string> {
  await person.button('New call link').click()
  await expect(person.button('Join')).toBeVisible()
  return person.page.url()
}

const join = async (person: Person, url: string): Promise<void> => {
  await person.page.goto(url)
  await person.button('Join').click()
}

const waits = (person: Person) =>
  expect(person.page.getByRole('heading', { name: 'Waiting for someone to join' })).toBeVisible()

/** In the lobby again, with these words. */
async function isBack(person: Person, words: string | RegExp): Promise<void> {
  await expect(person.status.filter({ hasText: words })).toBeVisible()
  await expect.poll(async () => (await person.media()).openConnections, { timeout: 2_000 }).toBe(0)
}

async function guest(browser: Browser, url: string, problems: string[]): Promise<Person> {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true })
  return openApp(context, url, 'a guest', problems)
}

test.describe('a call link', () => {
  test('the first waits with their own camera, the second connects both, a third hears that it is full', async ({
    meet,
  }) => {
    const [ada, grace, edith] = [await meet('ada'), await meet('grace'), await meet('edith')]
    const url = await newLink(ada)
    await expect(ada.page.getByLabel('Your camera preview')).toBeVisible()
    await ada.button('Join').click()
    await waits(ada)
    expect((await ada.media()).openConnections, 'no address leaves before somebody comes').toBe(0)

    await join(grace, url)
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    await expect(ada.inCall(grace)).toBeVisible()
    await expect(grace.inCall(ada)).toBeVisible()
    expect((await ada.media()).prompts, 'the lobby’s camera goes into the call').toBe(1)

    await join(edith, url)
    await isBack(edith, 'There are already two people in this call')
    expect((await ada.media()).openConnections).toBe(1)
  })

  test('who leaves can come back, and the two are in a call again', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    const url = await newLink(ada)
    await ada.button('Join').click()
    await join(grace, url)
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    await grace.button('Hang up').click()
    await Promise.all([isBack(ada, 'Call ended'), isBack(grace, 'Call ended')])
    await grace.button('Join').click()
    await waits(grace)
    await ada.button('Join').click()
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
  })

  test('a guest joins by a name, is marked as one, and is nobody once they have left', async ({
    meet,
    chromium,
    problems,
  }) => {
    const ada = await meet('ada')
    const url = await newLink(ada)
    await ada.button('Join').click()
    const someone = await guest(chromium, url, problems)
    await someone.page.getByRole('textbox', { name: 'Your name' }).fill('Grace')
    await someone.button('Join as a guest').click()
    await Promise.all([ada.seesAndHears(), someone.seesAndHears()])
    await expect(ada.page.getByRole('region', { name: 'In call with Grace (guest)' })).toBeVisible()
    await expect(someone.inCall(ada)).toBeVisible()
    await someone.button('Hang up').click()
    await Promise.all([isBack(ada, 'Call ended'), isBack(someone, 'Call ended')])
    await someone.button('Back').click()
    await expect(someone.page.getByRole('textbox', { name: 'Your ID' })).toHaveValue('')
    await ada.button('Back').click()
    await expect(ada.page.getByText('guest.')).toHaveCount(0)
    await someone.context.close()
  })

  test('a reload in the call comes back into it, a guest’s too', async ({ meet, chromium, problems }) => {
    const ada = await meet('ada')
    const url = await newLink(ada)
    await ada.button('Join').click()
    const someone = await guest(chromium, url, problems)
    await someone.page.getByRole('textbox', { name: 'Your name' }).fill('Grace')
    await someone.button('Join as a guest').click()
    await Promise.all([ada.seesAndHears(), someone.seesAndHears()])
    await someone.page.reload()
    await Promise.all([ada.seesAndHears(), someone.seesAndHears()])
    await ada.page.reload()
    await Promise.all([ada.seesAndHears(), someone.seesAndHears()])
    await someone.context.close()
  })

  test('who stops waiting, goes back or closes the page waits there no more', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    const url = await newLink(ada)
    await ada.button('Join').click()
    await waits(ada)
    await ada.button('Leave').click()
    await ada.button('Join').click()
    await waits(ada)
    await ada.page.goBack()
    await ada.isHome()
    await ada.releasesAll()
    await join(ada, url)
    await waits(ada)
    await ada.page.goto('about:blank')
    await join(grace, url)
    await waits(grace)
  })

  test('the camera turned off in the lobby stays off in the call', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    const url = await newLink(ada)
    await ada.button('Turn camera off').click()
    await expect(ada.page.getByText('Your camera is off')).toBeVisible()
    await ada.button('Join').click()
    await grace.page.goto(url)
    await grace.button('Turn camera off').click()
    await grace.button('Join').click()
    await Promise.all([ada.hears(), grace.hears()])
    for (const person of [ada, grace]) expect((await person.media()).liveCameras).toBe(0)
  })

  test('one that nobody made leads nowhere, and says so', async ({ meet }) => {
    const ada = await meet('ada')
    await join(ada, `${new URL(ada.page.url()).origin}/#call=AAAAAAAAAAAAAAAAAAAAAA`)
    await expect(ada.page.getByRole('heading', { name: 'This link is not valid any more' })).toBeVisible()
    await ada.button('New call link').click()
    await ada.button('Join').click()
    await waits(ada)
  })
})
