import { hangCamera, pauseAll, paused } from '../support/badDevices.ts'
import { test } from '../support/pairs.ts'
import { hangUp } from '../support/person.ts'
import { settableClocks, timerOf } from '../support/setClock.ts'
import { expect } from '../support/test.ts'

const HOUR = 3_600_000

// A page is reloaded while it connects, and Firefox tells the connection that this ends as an error.
test.use({ losesServer: true })

test('in Firefox: an invite is pasted, the clock is set, the camera hangs, and the sound is paused from outside', async ({
  meet,
  browsers,
  server,
}) => {
  const [ada, grace] = await Promise.all([meet('ada', { browser: browsers.firefox }), meet('grace')])
  const clocks = await settableClocks(ada)
  await hangCamera(ada.page)

  await ada.dial(`Call me on Parley: ${grace.id} ${server.url}/?call=${grace.id}.`)
  await expect(grace.incoming(ada)).toBeVisible()
  await clocks.set(ada, -2 * HOUR)
  await grace.button('Accept').click()
  await grace.hears()
  await expect(ada.page.getByRole('alert')).toContainText('Your camera does not answer.')
  await ada.page.evaluate(() => window.goOn())
  await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
  await expect(ada.page.getByRole('alert')).toHaveCount(0)

  const [begun, shown] = [performance.now(), await timerOf(ada)]
  await clocks.set(ada, 3 * HOUR)
  await pauseAll(ada.page)
  await expect.poll(() => paused(ada.page)).toBe(0)
  await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
  const passed = (performance.now() - begun) / 1_000
  expect(Math.abs((await timerOf(ada)) - shown - passed), 'the timer counts on').toBeLessThan(5)
  await hangUp(ada, grace)
})
