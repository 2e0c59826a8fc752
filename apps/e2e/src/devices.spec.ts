import { hangUp } from './support/person.ts'
import { expect, THOROUGH, test } from './support/test.ts'

test.describe('somebody with several devices', () => {
  test('all of them ring; the one that answers is in the call, the others say why; declining on one ends it on all', async ({
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

    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await expect(second.incoming(ada)).toBeVisible()
    await grace.button('Decline').click()
    await ada.isDone(`${grace.id} declined`)
    await expect(second.incoming(ada)).toHaveCount(0)
    await second.releasesAll()
  })

  test(
    'declining on one at the moment another answers never ends the call that was answered',
    THOROUGH,
    async ({ meet, anotherTab }) => {
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
    },
  )

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
    await hangUp(ada, grace)
    await expect(grace.page.getByText(linus.id).first()).toBeVisible()
    await expect(grace.page.getByText(/Missed/).first()).toBeVisible()
  })

  test('a contact’s call rings beside the one that somebody is in, and "End and answer" takes it', async ({ meet }) => {
    const [ada, grace, linus] = await Promise.all([meet('ada'), meet('grace'), meet('linus')])
    // Who has talked to somebody is a contact of theirs.
    await linus.dial(grace.id)
    await grace.button('Accept').click()
    await linus.seesAndHears()
    await hangUp(linus, grace)
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    await ada.seesAndHears()
    await linus.dial(grace.id)
    await expect(linus.outgoing(grace)).toContainText(`${grace.id} is in another call`)
    await expect(grace.page.getByRole('region', { name: 'Other calls' })).toContainText(`${linus.id} is calling`)
    await grace.seesAndHears()
    await grace.button(`End and answer ${linus.id}`).click()
    await Promise.all([linus.seesAndHears(), grace.seesAndHears()])
    await ada.isDone(/^Call ended/)
    for (const person of [grace, linus]) expect((await person.media()).openConnections).toBe(1)
    await hangUp(linus, grace)
  })

  test('T49: several calls ring beside each other: one is declined, one accepted, and the third hears busy', async ({
    meet,
  }) => {
    const people = await Promise.all([meet('grace'), meet('ada'), meet('bo'), meet('carol')])
    const [grace, ada, bo, carol] = people
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    for (const other of [bo, carol]) await other.dial(grace.id)
    for (const other of [bo, carol]) await expect(other.outgoing(grace)).toContainText('Ringing…')
    await grace.button(`Decline ${bo.id}`).click()
    await bo.isDone(`${grace.id} declined`)
    await expect(grace.incoming(ada).getByLabel('Your camera preview')).toBeVisible()
    await grace.button(`Accept ${carol.id}`).click()
    await Promise.all([carol.seesAndHears(), grace.seesAndHears()])
    await ada.isDone(`${grace.id} is busy`)
    await hangUp(carol, grace)
    for (const missed of [ada, bo]) await expect(grace.page.getByText(missed.id).first()).toBeVisible()
  })

  test('an app opened or reloaded during the ringing joins the ringing', async ({ meet, anotherTab }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    const late = await anotherTab(grace)
    await expect(late.incoming(ada)).toBeVisible()
    await grace.page.reload()
    await expect(grace.incoming(ada)).toBeVisible()
    await late.button('Accept').click()
    await Promise.all([ada.seesAndHears(), late.seesAndHears()])
    await hangUp(ada, late)
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
