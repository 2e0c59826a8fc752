import { newLink } from '../support/lobby.ts'
import { createNextServer } from '../support/nextServer.ts'
import { type BrowserName, test } from '../support/pairs.ts'
import { connect, openApp, type Person } from '../support/person.ts'
import { expect } from '../support/test.ts'

/** In the page: nothing can be stored, as where a browser blocks it. */
function keepNothing(): void {
  IDBFactory.prototype.open = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError')
  }
}

/** In the page: the roots of other people can be neither read nor written from now on. */
function losePins(): void {
  const { transaction } = IDBDatabase.prototype
  IDBDatabase.prototype.transaction = function (tables, ...how) {
    if ([tables].flat().includes('pins')) throw new DOMException('Connection is closing.', 'UnknownError')
    return transaction.call(this, tables, ...how)
  }
}

for (const name of ['chromium', 'firefox'] satisfies BrowserName[]) {
  test(`in ${name}, a guest whose browser keeps nothing is seen and heard, and a page that cannot look people up raises no alarm`, async ({
    meet,
    browsers,
    problems,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace', { browser: browsers[name] })])
    const url = await newLink(ada)
    await ada.button('Join').click()
    const context = await browsers[name].newContext({ serviceWorkers: 'block' })
    await context.addInitScript(keepNothing)
    const guest = await openApp(context, url, 'a guest', problems)
    await guest.page.getByRole('textbox', { name: 'Your name' }).fill('Linus')
    await guest.button('Join as a guest').click()
    await Promise.all([ada.seesAndHears(), guest.seesAndHears()])
    await guest.button('Hang up').click()
    await ada.button('Back').click()
    await context.close()

    await grace.page.evaluate(losePins)
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    await grace.isDone(`Call ended: this browser could not look up ${ada.id} in its storage.`)
    await ada.isDone('The call could not connect')
    for (const { page } of [ada, grace]) await expect(page.getByText('listen in')).toHaveCount(0)
  })
}

/** In the page: what is sent over data channels is lost, as after a change of network. */
function loseChannels(): void {
  RTCDataChannel.prototype.send = () => undefined
}

/** The ICE generation that this side's browser has, and the one that it knows of the other side. */
const generations = ({ page }: Person) =>
  page.evaluate(() => {
    const connection = window.probe.connections.findLast(({ connectionState }) => connectionState !== 'closed')
    const ufrag = (of: RTCSessionDescription | null | undefined) => /a=ice-ufrag:(\S+)/.exec(of?.sdp ?? '')?.[1] ?? ''
    return { own: ufrag(connection?.currentLocalDescription), other: ufrag(connection?.currentRemoteDescription) }
  })

test.describe('a server that is replaced by one of the next version', () => {
  test.use({ losesServer: true })

  test('lets a call go on from network to network, and the pages reload by themselves when it is over, once', async ({
    meet,
    browsers,
    serve,
  }) => {
    const server = await serve({})
    const { url } = server
    const people = await Promise.all([meet('ada', { url, browser: browsers.firefox }), meet('grace', { url })])
    const [ada, grace] = people
    await connect(ada, grace, 'Voice call')
    const next = createNextServer()
    try {
      await server.down()
      await server.up(next.path)
      for (const { page } of people) await page.evaluate(loseChannels)
      const before = await generations(grace)
      await ada.page.evaluate(() => void window.dispatchEvent(new Event('online')))
      // The offer, and the answer, can only come by the new server.
      await expect.poll(async () => (await generations(grace)).own).not.toBe(before.own)
      await expect.poll(async () => (await generations(ada)).other).toBe((await generations(grace)).own)
      await Promise.all(people.map((person) => person.hears()))
      for (const { page } of people) await expect(page.getByText(/updated/)).toHaveCount(0)

      const loads = people.map(({ page }) => {
        const seen = { count: 0 }
        page.on('load', () => {
          seen.count += 1
        })
        return seen
      })
      await grace.button('Hang up').click()
      // The server serves the same app as before, which is still too old.
      for (const person of people) await expect(person.button('Reload')).toBeVisible()
      for (const { page } of people) await expect(page.getByText('Parley has been updated.')).toBeVisible()
      expect(loads).toEqual([{ count: 1 }, { count: 1 }])
    } finally {
      next.remove()
    }
  })
})
