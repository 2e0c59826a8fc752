import { join, newLink } from '../support/lobby.ts'
import { test } from '../support/pairs.ts'
import { serveUnderPath } from '../support/proxy.ts'
import { expect } from '../support/test.ts'

test('Firefox and Chromium meet by a call link on a server under a path', async ({ browsers, meet, serve }) => {
  const { proxy, url } = await serveUnderPath(serve)
  const ada = await meet('ada', { browser: browsers.firefox, url })
  const grace = await meet('grace', { browser: browsers.chromium, url })
  const link = await newLink(ada)
  expect(link.startsWith(`${url}#call=`), link).toBe(true)
  await ada.button('Join').click()
  await join(grace, link)
  await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
  await Promise.all([ada, grace].map(({ page }) => page.close()))
  await proxy.stop()
})
