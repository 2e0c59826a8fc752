import { connect, hangUp, openApp, type Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** How long after something both are in the call again, seen and heard. Milliseconds. */
async function backTogether(since: number, ...both: [Person, Person]): Promise<number> {
  const [one, other] = both
  await Promise.all([expect(one.inCall(other)).toBeVisible(), expect(other.inCall(one)).toBeVisible()])
  await Promise.all([one.seesAndHears(), other.seesAndHears()])
  return Date.now() - since
}

const reconnecting = (person: Person) => person.status.filter({ hasText: 'Reconnecting…' })

/** The renderer dies; nothing of the page runs any more. */
async function crash({ page, context }: Person): Promise<void> {
  const crashed = page.waitForEvent('crash')
  const devtools = await context.newCDPSession(page)
  devtools.send('Page.crash').catch(() => undefined)
  await crashed
}

for (const who of ['caller', 'callee'] as const) {
  test(`the ${who} reloads the page: both are in the call again, by themselves, in under five seconds`, async ({
    meet,
  }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await connect(ada, grace)
    const [gone, stays] = who === 'caller' ? [ada, grace] : [grace, ada]
    const since = Date.now()
    const told = expect(reconnecting(stays))
      .toBeVisible({ timeout: 5_000 })
      .then(() => Date.now() - since)
    await gone.page.reload({ waitUntil: 'commit' })
    const interrupted = await told
    const took = await backTogether(since, gone, stays)
    test
      .info()
      .annotations.push({ type: 'fault', description: `reload of the ${who}: told ${interrupted} ms, back ${took} ms` })
    expect(interrupted).toBeLessThan(1_000)
    expect(took).toBeLessThan(5_000)
    expect((await gone.media()).everConnections).toBe(1)
    await hangUp(gone, stays)
  })
}

test('microphone and camera are after a reload as they were', async ({ meet }) => {
  const [ada, grace] = [await meet('ada'), await meet('grace')]
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

test('both reload at the same moment, and again: it is still one call', async ({ meet }) => {
  const [ada, grace] = [await meet('ada'), await meet('grace')]
  await connect(ada, grace)
  for (let time = 0; time < 2; time++) {
    const since = Date.now()
    await Promise.all([ada, grace].map(({ page }) => page.reload({ waitUntil: 'commit' })))
    await backTogether(since, ada, grace)
  }
  await hangUp(ada, grace)
})

test('a tab that crashed is opened again: the call goes on in the new one', async ({ meet, problems }) => {
  const [ada, grace] = [await meet('ada'), await meet('grace')]
  await connect(ada, grace)
  const url = ada.page.url()
  await crash(ada)
  const since = Date.now()
  const again = await openApp(ada.context, url, ada.id, problems)
  await backTogether(since, again, grace)
  await hangUp(grace, again)
})

test('a tab that is closed ends the call for the other side in ten seconds, unless it comes back', async ({
  meet,
  problems,
}) => {
  const [ada, grace] = [await meet('ada'), await meet('grace')]
  await connect(ada, grace)
  const url = ada.page.url()
  await ada.page.close()
  await expect(reconnecting(grace)).toBeVisible()
  const again = await openApp(ada.context, url, ada.id, problems)
  await backTogether(Date.now(), again, grace)

  await again.page.close()
  const since = Date.now()
  await expect(grace.status.filter({ hasText: 'Call ended' })).toBeVisible({ timeout: 12_000 })
  expect(Date.now() - since).toBeLessThan(10_000)
  await grace.isDone('Call ended')
})

test('a page reloaded after the call has ended is at home, and so is a new tab beside a call', async ({
  meet,
  anotherTab,
}) => {
  const [ada, grace] = [await meet('ada'), await meet('grace')]
  await connect(ada, grace)
  const second = await anotherTab(ada)
  await second.isHome()
  await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
  await hangUp(ada, grace)
  await ada.page.reload()
  await ada.isHome()
})

test('reloaded while the other hangs up: it comes back to a call that has ended', async ({ meet }) => {
  const [ada, grace] = [await meet('ada'), await meet('grace')]
  await connect(ada, grace)
  const { origin } = new URL(ada.page.url())
  await ada.page.goto(`${origin}/icon.svg`)
  await grace.button('Hang up').click()
  await ada.page.goBack()
  await Promise.all([ada.isDone('Call ended'), grace.isDone('Call ended')])
})
