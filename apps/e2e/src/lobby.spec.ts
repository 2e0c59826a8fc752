import type { Browser } from '@playwright/test'
import { join, meetSomeone, newLink } from './support/lobby.ts'
import { openApp, type Person } from './support/person.ts'
import { expect, THOROUGH, test } from './support/test.ts'

const waits = (person: Person) =>
  expect(person.page.getByRole('heading', { name: 'Waiting for someone to join' })).toBeVisible()

/** Waits until the person is in the lobby again, with these words in the status. */
async function isBack(person: Person, words: string | RegExp): Promise<void> {
  await expect(person.status.filter({ hasText: words })).toBeVisible()
  expect(await person.page.evaluate(readConnectionsWithin, 2_000)).toBe(0)
}

/** Evaluated in the page: how many connections are open once none is, or after `ms` milliseconds. */
async function readConnectionsWithin(ms: number): Promise<number> {
  const until = performance.now() + ms
  while (window.probe.held().openConnections > 0 && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 20))
  return window.probe.held().openConnections
}

async function guest(browser: Browser, url: string, problems: string[]): Promise<Person> {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true })
  return openApp(context, url, 'a guest', problems)
}

test.describe('a call link', () => {
  test('the first waits with their own camera, the second connects both, a third hears that it is full, one comes back', async ({
    meet,
  }) => {
    const [ada, grace, edith] = await Promise.all([meet('ada'), meet('grace'), meet('edith')])
    const url = await newLink(ada)
    await expect(ada.page.getByLabel('Your camera preview')).toBeVisible()
    await ada.button('Join').click()
    await waits(ada)
    const waiting = await ada.media()
    expect(waiting.openConnections, 'no address leaves before somebody comes').toBe(0)

    await join(grace, url)
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    await expect(ada.inCall(grace)).toBeVisible()
    await expect(grace.inCall(ada)).toBeVisible()
    expect((await ada.media()).prompts, 'the lobby’s camera goes into the call').toBe(waiting.prompts)
    await grace.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await grace.button('Copy link').click()
    await expect.poll(() => grace.page.evaluate(() => navigator.clipboard.readText())).toBe(url)

    await join(edith, url)
    await isBack(edith, 'There are already two people in this call')
    expect((await ada.media()).openConnections).toBe(1)

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

  test('somebody who stops waiting, goes back or closes the page waits there no more; a link that nobody made says so', async ({
    meet,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
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

    await grace.page.goto(`${new URL(url).origin}/#call=AAAAAAAAAAAAAAAAAAAAAA`)
    await expect(grace.page.getByRole('heading', { name: 'This link is not valid any more' })).toBeVisible()
    await grace.button('New call link').click()
    await grace.button('Join').click()
    await waits(grace)
  })

  test('the camera turned off in the lobby stays off in the call', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    const url = await newLink(ada)
    await ada.button('Turn camera off').click()
    await expect(ada.page.getByText('Your camera is off')).toBeVisible()
    await ada.button('Join').click()
    await grace.page.goto(url)
    await grace.button('Turn camera off').click()
    await expect(grace.page.getByText('Your camera is off')).toBeVisible()
    await grace.button('Join').click()
    await Promise.all([ada.hears(), grace.hears()])
    for (const person of [ada, grace]) expect((await person.media()).liveCameras, `cameras of ${person.id}`).toBe(0)
  })
})

/** The width of the remote video in pixels; 0 before the first frame. */
const widthSeen = (person: Person): Promise<number> =>
  person.page.getByLabel('Remote video').evaluate((video) => (video instanceof HTMLVideoElement ? video.videoWidth : 0))

test.describe('meeting someone', () => {
  // A server has one queue, so each test starts its own server.
  test('pairs two who are ready, and neither is seen before both have pressed Show', async ({ meet, serve }) => {
    const { url } = await serve({})
    const [ada, grace] = await Promise.all([meet('ada', { url }), meet('grace', { url })])
    await ada.button('Meet someone').click()
    await expect(ada.page.getByLabel('Your camera preview')).toBeVisible()
    await ada.button('Ready').click()
    await expect(ada.status.filter({ hasText: 'You are the first' })).toBeVisible()
    await meetSomeone(grace)
    await Promise.all([ada.hears(), grace.hears()])
    await expect.poll(() => widthSeen(grace)).toBeGreaterThan(0)
    expect(await widthSeen(grace), 'the picture that leaves shows nobody').toBeLessThan(40)

    await ada.button('Show').click()
    await expect(ada.page.getByText(`Waiting for ${grace.id} to press Show`)).toBeVisible()
    await grace.hears()
    for (const person of [ada, grace]) expect(await widthSeen(person), 'one alone unveils nobody').toBeLessThan(40)
    await grace.button('Show').click()
    for (const person of [ada, grace]) {
      await expect(person.page.getByText('blurred')).toHaveCount(0)
      await expect.poll(() => widthSeen(person)).toBeGreaterThan(100)
    }
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
  })

  test(
    'of three people each meets one at a time, “Next” goes on, and somebody who crashed is met by nobody',
    THOROUGH,
    async ({ meet, serve, launch }) => {
      const { url } = await serve({})
      const doomed = await launch({})
      const [ada, grace, edith] = await Promise.all([
        meet('ada', { url }),
        meet('grace', { url }),
        meet('edith', { url }),
      ])
      const lost = await meet('lost', { url, browser: doomed })
      const isFirst = ({ status }: Person) => expect(status.filter({ hasText: 'You are the first' })).toBeVisible()
      const areInCall = async (one: Person, other: Person) => {
        await expect(one.inCall(other)).toBeVisible()
        await Promise.all([one.hears(), other.hears()])
      }
      await meetSomeone(lost)
      await isFirst(lost)
      await doomed.close()
      // The crashed person is not matched any more.
      await meetSomeone(ada, grace)
      await areInCall(ada, grace)
      await meetSomeone(edith)
      await isFirst(edith)

      await ada.button('Next person').click()
      await isBack(grace, 'Call ended')
      await areInCall(ada, edith)
      await grace.button('Ready').click()
      await isFirst(grace)
      await edith.button('Next person').click()
      await isBack(ada, 'Call ended')
      await areInCall(edith, grace)
      // The same two do not meet again.
      await ada.button('Ready').click()
      await isFirst(ada)
      await grace.button('Next person').click()
      await isBack(edith, 'Call ended')
      await expect(grace.status.filter({ hasText: '2 people are waiting' })).toBeVisible()
    },
  )

  test('somebody who is reported is blocked, hears only of the end, and the server’s log names both', async ({
    meet,
    serve,
  }) => {
    const server = await serve({})
    const [ada, grace] = await Promise.all([meet('ada', server), meet('grace', server)])
    await meetSomeone(ada, grace)
    await Promise.all([ada.hears(), grace.hears()])
    await ada.button('Report and block').click()
    await Promise.all([isBack(ada, 'Call ended'), isBack(grace, 'Call ended')])
    await expect.poll(() => server.log()).toMatch(new RegExp(`"level":40.*${grace.id}`))
    await grace.button('Back').click()
    const prompted = await ada.watchPrompts()
    await grace.dial(ada.id)
    await expect(grace.outgoing(ada)).toBeVisible()
    // Once the server has answered later requests of both, it has delivered everything before them.
    await grace.button('Cancel').click()
    await grace.dial('nobody-at-all')
    await grace.isDone('nobody-at-all is offline')
    await ada.button('Ready').click()
    await expect(ada.status.filter({ hasText: 'You are the first' })).toBeVisible()
    expect(await prompted()).toBe(false)
  })

  test('a partner who vanished is told as gone, and one click is ready again', THOROUGH, async ({ meet, serve }) => {
    const { url } = await serve({})
    const [ada, lost] = await Promise.all([meet('ada', { url }), meet('lost', { url })])
    await meetSomeone(ada, lost)
    await Promise.all([ada.hears(), lost.hears()])
    await lost.page.close()
    await expect(ada.button('Ready')).toBeVisible()
    await expect(ada.status.filter({ hasText: 'Call ended' })).toBeVisible()
    await ada.button('Ready').click()
    await expect(ada.status.filter({ hasText: 'You are the first' })).toBeVisible()
  })
})
