import type { Browser } from '@playwright/test'
import { momentTold } from '../support/moments.ts'
import { connect, hangUp } from '../support/person.ts'
import { expect, THOROUGH, test } from '../support/test.ts'
import { report, seenAgain, watchPicture } from './measure.ts'

/** Kills every process of a browser, so that none can send anything. Resolves with the time. */
async function kill(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const gone = new Promise<void>((resolve) => browser.once('disconnected', () => resolve()))
  const at = Date.now()
  for (const { id } of processInfo) {
    try {
      process.kill(id, 'SIGKILL')
    } catch {
      // The process ended with another one.
    }
  }
  await gone
  return at
}

test.describe('the browser', () => {
  test('of the other one is killed: this one says so, and that the connection is lost within 30 s', async ({
    meet,
    launch,
  }, info) => {
    const browser = await launch({})
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace', { browser })])
    await connect(ada, grace)
    const [toldAt, lostAt] = [await momentTold(ada, /Reconnecting/), await momentTold(ada, /Connection lost/)]
    const killedAt = await kill(browser)
    report(info, 'browser of the other killed', '"Reconnecting…" after', ((await toldAt()) - killedAt) / 1000)
    const seconds = ((await lostAt()) - killedAt) / 1000
    report(info, 'browser of the other killed', '"Connection lost" after', seconds)
    await ada.isDone('Connection lost')
    // 30 s from the last packet, plus the time it takes to kill a browser.
    expect(seconds).toBeLessThanOrEqual(33)
  })

  test('takes the camera away: the picture comes back', async ({ meet }, info) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
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

  test(
    'has a second tab of the same user, reloaded and closed: the call in the first is not disturbed',
    THOROUGH,
    async ({ meet, anotherTab }, info) => {
      const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
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
    },
  )
})
