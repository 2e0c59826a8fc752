import { hangUp, pressTogether } from './support/person.ts'
import { expect, test } from './support/test.ts'

test.describe('somebody with several devices', () => {
  test('all of them ring; the one that answers is in the call, the others stop and say why', async ({
    meet,
    anotherTab,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    const second = await anotherTab(grace)
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await expect(second.incoming(ada)).toBeVisible()
    await second.button('Accept').click()
    await Promise.all([ada.seesAndHears(), second.seesAndHears()])
    await grace.isDone('Answered on another device')
    await hangUp(ada, second)
  })

  test('accepting on two at once connects exactly one, and the call lives', async ({ meet, anotherTab }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    const second = await anotherTab(grace)
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await expect(second.incoming(ada)).toBeVisible()
    await pressTogether(grace.button('Accept'), second.button('Accept'))
    await ada.seesAndHears()
    await expect.poll(async () => (await grace.inCall(ada).count()) + (await second.inCall(ada).count())).toBe(1)
    await ada.button('Hang up').click()
    await Promise.all([ada.isDone('Call ended'), grace.releasesAll(), second.releasesAll()])
  })

  test('declining on one ends the ringing on all', async ({ meet, anotherTab }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    const second = await anotherTab(grace)
    await ada.dial(grace.id)
    await expect(second.incoming(ada)).toBeVisible()
    await grace.button('Decline').click()
    await ada.isDone(`${grace.id} declined`)
    await expect(second.incoming(ada)).toHaveCount(0)
    await second.releasesAll()
  })

  test('declining on one at the moment another answers never ends the call that was answered', async ({
    meet,
    anotherTab,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    const second = await anotherTab(grace)
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await expect(second.incoming(ada)).toBeVisible()
    const [accept, decline] = await Promise.all([
      second.button('Accept').elementHandle(),
      grace.button('Decline').elementHandle(),
    ])
    await accept?.evaluate((button) => (button as HTMLElement).click())
    // The dialog may be gone by now; pressing its detached button must do nothing either.
    await decline?.evaluate((button) => (button as HTMLElement).click())
    await Promise.all([ada.seesAndHears(), second.seesAndHears()])
    await grace.releasesAll()
    await ada.seesAndHears()
  })

  test('busy counts for the user, not for the tab', async ({ meet, anotherTab }) => {
    const [ada, grace, linus] = await Promise.all([meet('ada'), meet('grace'), meet('linus')])
    const second = await anotherTab(grace)
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    await ada.seesAndHears()
    await linus.dial(grace.id)
    await linus.isDone(`${grace.id} is busy`)
    await expect(second.incoming(linus)).toHaveCount(0)
    await second.dial(linus.id)
    await second.isDone('You are in a call on another device')
    await ada.seesAndHears()
  })

  test('an app opened during the ringing joins the ringing', async ({ meet, anotherTab }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    const late = await anotherTab(grace)
    await expect(late.incoming(ada)).toBeVisible()
    await late.button('Accept').click()
    await Promise.all([ada.seesAndHears(), late.seesAndHears()])
    await hangUp(ada, late)
  })

  test('a page reloaded while it rings rings again', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await grace.page.reload()
    await expect(grace.incoming(ada)).toBeVisible()
    await grace.button('Accept').click()
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    await hangUp(ada, grace)
  })

  test("the caller's tab closed while ringing: it stops ringing", async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await ada.page.close()
    // The page's last request may be lost; then the server waits ten seconds for the device.
    await expect(grace.status.filter({ hasText: `Missed call from ${ada.id}` })).toBeVisible()
    await grace.isDone(`Missed call from ${ada.id}`)
  })
})
