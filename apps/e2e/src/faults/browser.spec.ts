import type { Browser } from '@playwright/test'
import { connect, hangUp } from '../support/person.ts'
import { expect, test } from '../support/test.ts'
import { report, secondsSince, seenAgain, watchPicture } from './measure.ts'

/** Ends every process of a browser, none of which can say goodbye. */
async function kill(browser: Browser): Promise<void> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const gone = new Promise<void>((resolve) => browser.once('disconnected', () => resolve()))
  for (const { id } of processInfo) process.kill(id, 'SIGKILL')
  await gone
}

test.describe('the browser', () => {
  test('of the other one is killed: this one says so, and that the connection is lost within 30 s', async ({
    meet,
    launch,
  }, info) => {
    const browser = await launch({})
    const [ada, grace] = [await meet('ada'), await meet('grace', { browser })]
    await connect(ada, grace)
    await kill(browser)
    const killedAt = Date.now()
    await expect(ada.page.getByText(/^Reconnecting…/).first()).toBeVisible()
    report(info, 'browser of the other killed', '"Reconnecting…" after', secondsSince(killedAt))
    await expect(ada.status.filter({ hasText: 'Connection lost' })).toBeVisible({ timeout: 60_000 })
    const seconds = secondsSince(killedAt)
    report(info, 'browser of the other killed', '"Connection lost" after', seconds)
    await ada.isDone('Connection lost')
    // Thirty from the last packet; the rest is the time it takes to kill a browser, and to look.
    expect(seconds).toBeLessThanOrEqual(33)
  })

  test('takes the camera away: the picture comes back', async ({ meet }, info) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await connect(ada, grace)
    const endedAt = await grace.page.evaluate(() => {
      const camera = window.probe.tracks.find((track) => track.kind === 'video' && track.readyState === 'live')
      camera?.stop()
      camera?.dispatchEvent(new Event('ended'))
      return Date.now()
    })
    await expect.poll(async () => (await grace.media()).liveCameras, { intervals: [50] }).toBe(1)
    const seenAt = await seenAgain(ada)
    report(info, 'camera ended by itself', 'seen again after', (seenAt - endedAt) / 1000)
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    await hangUp(ada, grace)
  })

  test('has a second tab of the same user, reloaded and closed: the call in the first is not disturbed', async ({
    meet,
    anotherTab,
  }, info) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    const second = await anotherTab(ada)
    await ada.page.bringToFront()
    await connect(ada, grace)
    const pictures = await Promise.all([ada, grace].map(watchPicture))
    await second.page.reload()
    await second.isOnline()
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    await second.page.close()
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    const longest = Math.max(...(await Promise.all(pictures.map((stop) => stop()))))
    report(info, "the user's other tab reloaded and closed", 'longest time without a new frame', longest)
    expect(longest, 'no picture stops').toBeLessThan(3)
    await hangUp(ada, grace)
  })
})
