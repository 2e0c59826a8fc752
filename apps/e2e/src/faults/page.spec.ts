import { momentTold } from '../support/moments.ts'
import { connect, hangUp, openApp, type Person } from '../support/person.ts'
import { expect, THOROUGH, test } from '../support/test.ts'
import { report, watchPicture } from './measure.ts'

/** The time from `since` until both see and hear each other again, `opened` on a page opened after `since`. Seconds. */
async function backTogether(since: number, opened: Person, other: Person): Promise<number> {
  const seen = await Promise.all([opened.seesAndHears(since), other.seesAndHears()])
  await Promise.all([expect(opened.inCall(other)).toBeVisible(), expect(other.inCall(opened)).toBeVisible()])
  return (Math.max(...seen) - since) / 1000
}

/** Crashes the page's renderer. */
async function crash({ page, context }: Person): Promise<void> {
  const crashed = page.waitForEvent('crash')
  const devtools = await context.newCDPSession(page)
  devtools.send('Page.crash').catch(() => undefined)
  await crashed
}

/** Reloads the page. Resolves with the time at which it began. */
const reload = ({ page }: Person) =>
  page.evaluate(() => {
    setTimeout(() => location.reload())
    return Date.now()
  })

/** Five seconds are promised where two people open the app in this time; a slower machine may take longer. Seconds. */
const OPENS = 2.5

test.describe('the page', () => {
  for (const who of ['caller', 'callee'] as const) {
    test(`of the ${who} is reloaded: both are in the call again, by themselves, in under five seconds`, async ({
      meet,
    }, info) => {
      const began = Date.now()
      const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
      const slowness = Math.max(1, (Date.now() - began) / 1000 / OPENS)
      await connect(ada, grace)
      const [gone, stays] = who === 'caller' ? [ada, grace] : [grace, ada]
      const told = await momentTold(stays, /Reconnecting/)
      const at = await reload(gone)
      const saidAfter = ((await told()) - at) / 1000
      const took = await backTogether(at, gone, stays)
      report(info, 'page reloaded', '"Reconnecting…" after', saidAfter)
      report(info, 'page reloaded', 'both seen and heard again after', took)
      expect(saidAfter).toBeLessThan(1)
      expect(took / slowness).toBeLessThan(5)
      expect((await gone.media()).everConnections).toBe(1)
      await hangUp(gone, stays)
    })
  }

  test('of somebody muted is reloaded: microphone and camera are as they were', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    await ada.button('Mute microphone').click()
    await ada.button('Turn camera off').click()
    await expect(grace.page.getByText(`${ada.id} is muted`)).toBeVisible()
    await ada.page.reload()
    await expect(ada.inCall(grace)).toBeVisible()
    await expect(ada.button('Unmute microphone')).toBeVisible()
    await expect(ada.button('Turn camera on')).toBeVisible()
    await ada.seesAndHears()
    expect((await ada.media()).liveCameras).toBe(0)
    await expect(grace.page.getByText(`${ada.id} is muted`)).toBeVisible()
    await expect(grace.page.locator(`[data-avatar="${ada.id}"]`)).toBeVisible()
    await ada.button('Unmute microphone').click()
    await ada.button('Turn camera on').click()
    await grace.seesAndHears()
    await hangUp(ada, grace)
  })

  test('of both is reloaded at the same moment, and again: it is still one call', THOROUGH, async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    for (let time = 0; time < 2; time++) {
      await Promise.all([ada, grace].map(({ page }) => page.reload({ waitUntil: 'commit' })))
      await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
      await Promise.all([expect(ada.inCall(grace)).toBeVisible(), expect(grace.inCall(ada)).toBeVisible()])
    }
    await hangUp(ada, grace)
  })

  test('crashes and is opened again: the call goes on in the new tab', async ({ meet, problems }, info) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    const url = ada.page.url()
    await crash(ada)
    const since = Date.now()
    const again = await openApp(ada.context, url, ada.id, problems)
    report(
      info,
      'tab crashed, and opened again',
      'both seen and heard again after',
      await backTogether(since, again, grace),
    )
    await hangUp(grace, again)
  })

  test('is closed: that ends the call for the other side in ten seconds', async ({ meet }, info) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    const ended = await momentTold(grace, /^Call ended/)
    const closedAt = Date.now()
    await ada.page.close()
    const seconds = ((await ended()) - closedAt) / 1000
    report(info, 'tab closed', '"Call ended" after', seconds)
    expect(seconds).toBeLessThan(10)
    await grace.isDone('Call ended')
  })

  // A machine that needs eight seconds to open the app loses the call, as it should.
  test('is closed, and opened again in time: the call goes on', THOROUGH, async ({ meet, problems }, info) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    const url = ada.page.url()
    const told = await momentTold(grace, /Reconnecting/)
    await ada.page.close()
    await told()
    const since = Date.now()
    const again = await openApp(ada.context, url, ada.id, problems)
    report(
      info,
      'tab closed, and opened again',
      'both seen and heard again after',
      await backTogether(since, again, grace),
    )
    await hangUp(grace, again)
  })

  test(
    'reloaded after its call has ended is at home, and so is a new tab beside a call',
    THOROUGH,
    async ({ meet, anotherTab }) => {
      const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
      await connect(ada, grace)
      const second = await anotherTab(ada)
      await second.isHome()
      await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
      await hangUp(ada, grace)
      await ada.page.reload()
      await ada.isHome()
    },
  )

  test('is away while the other hangs up: it comes back to a call that has ended', THOROUGH, async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    const { origin } = new URL(ada.page.url())
    await ada.page.goto(`${origin}/icon.svg`)
    await grace.button('Hang up').click()
    await ada.page.goBack()
    await Promise.all([ada.isDone('Call ended'), grace.isDone('Call ended')])
  })

  test('is in the background and frozen by its browser for ten seconds: the call goes on', async ({ meet }, info) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    const devtools = await ada.context.newCDPSession(ada.page)
    const pictures = await watchPicture(grace)
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    await new Promise((resolve) => setTimeout(resolve, 10_000))
    await devtools.send('Page.setWebLifecycleState', { state: 'active' })
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    const longest = await pictures()
    report(info, 'page frozen for 10 s', 'longest time without a new frame at the other', longest)
    expect(longest, 'no picture stops').toBeLessThan(3)
    await hangUp(grace, ada)
  })
})
