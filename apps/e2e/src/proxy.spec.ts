import { join, newLink } from './support/lobby.ts'
import { connect, hangUp } from './support/person.ts'
import { serveUnderPath } from './support/proxy.ts'
import { expect, test } from './support/test.ts'

test.describe('behind a reverse proxy, under a path', () => {
  test.use({ losesServer: true })

  test('two meet by a call link, call each other, and have the app kept for that path alone', async ({
    meet,
    serve,
  }) => {
    const { proxy, url } = await serveUnderPath(serve)
    const [ada, grace] = await Promise.all([meet('ada', { url }), meet('grace', { url })])
    const link = await newLink(ada)
    expect(link.startsWith(`${url}#call=`), link).toBe(true)
    await ada.button('Join').click()
    await join(grace, link)
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    await grace.button('Hang up').click()
    await expect(ada.status.filter({ hasText: 'Call ended' })).toBeVisible()
    await Promise.all([ada, grace].map(({ page }) => page.goto(url)))
    await Promise.all([ada.isOnline(), grace.isOnline()])
    await connect(grace, ada, 'Voice call')
    await hangUp(grace, ada)
    const scope = await ada.page.evaluate(async () => (await navigator.serviceWorker.ready).scope)
    expect(scope).toBe(url)
    // The address without the slash at its end leads to the app, with what it carries.
    await grace.page.goto(`${url.slice(0, -1)}?call=${ada.id}`)
    await expect(grace.page.getByRole('textbox', { name: 'ID to call' })).toHaveValue(ada.id)
    await proxy.stop()
  })

  test('while the server restarts and its proxy answers 502, a reload shows the app, which goes on trying', async ({
    meet,
    serve,
  }) => {
    const { proxy, server, url } = await serveUnderPath(serve)
    const ada = await meet('ada', { url })
    await ada.page.evaluate(async () => void (await navigator.serviceWorker.ready))
    await server.down()
    expect((await fetch(url)).status).toBe(502)
    await ada.page.reload()
    await expect(ada.page.getByText('Offline, trying again…')).toBeVisible()
    await ada.isHome()
    await server.up()
    await ada.isOnline()
    await proxy.stop()
  })
})
