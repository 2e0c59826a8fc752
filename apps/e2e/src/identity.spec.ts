import { readFile } from 'node:fs/promises'
import { digitsOn, joinUpToDigits, openSettings } from './support/ownDevices.ts'
import { connect, hangUp, openApp } from './support/person.ts'
import { expect, THOROUGH, test } from './support/test.ts'

test.describe('an ID', () => {
  test('belongs to the browser that claimed it, after a reload and while it is away', async ({
    meet,
    server,
    chromium,
    problems,
  }) => {
    const ada = await meet('ada')
    const context = await chromium.newContext()
    const thief = await openApp(context, server.url, ada.id, problems)
    const note = () => thief.page.getByText(/taken by somebody else/)

    await thief.page.getByRole('textbox', { name: 'Your ID' }).fill(ada.id)
    await thief.button('Go online').click()
    await expect(note()).toBeVisible()
    await ada.page.reload()
    await ada.isOnline()

    await ada.page.goto('about:blank')
    await thief.page.reload()
    await thief.page.getByRole('textbox', { name: 'Your ID' }).fill(ada.id.toUpperCase())
    await thief.button('Go online').click()
    await expect(note()).toBeVisible()

    await ada.page.goto(server.url)
    await ada.isOnline()
    await context.close()
  })

  test('gets a second browser by a link and six digits: both ring, until it is removed', async ({
    meet,
    server,
    chromium,
    problems,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    const context = await chromium.newContext()
    const phone = await openApp(context, server.url, ada.id, problems)
    await joinUpToDigits(ada, phone)
    expect(await digitsOn(ada.page.getByRole('dialog'))).toBe(await digitsOn(phone.page.locator('main')))
    await ada.button('Yes, add it').click()
    await phone.isOnline()
    await expect(phone.page).not.toHaveURL(/link=/)
    await ada.button('Done').click()

    await grace.dial(ada.id)
    await expect(ada.incoming(grace)).toBeVisible()
    await expect(phone.incoming(grace)).toBeVisible()
    await phone.button('Accept').click()
    await Promise.all([phone.seesAndHears(), grace.seesAndHears()])
    await hangUp(grace, phone)

    const others = ada.page
      .getByRole('list', { name: 'Devices' })
      .getByRole('listitem')
      .filter({ hasNotText: 'This browser' })
    await others
      .getByRole('button', { name: /^Remove/ })
      .last()
      .click()
    await ada.page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await expect(phone.page.getByText(/was removed/)).toBeVisible()
    await phone.page.reload()
    await expect(phone.page.getByRole('textbox', { name: 'Your ID' })).toBeVisible()
    await ada.button('Back').click()
    await ada.isOnline()
    await context.close()
  })

  test(
    'does not get a second browser if the person refuses, and a link works once',
    THOROUGH,
    async ({ meet, server, chromium, problems }) => {
      const ada = await meet('ada')
      const context = await chromium.newContext()
      const stranger = await openApp(context, server.url, 'stranger', problems)
      await joinUpToDigits(ada, stranger)
      const link = stranger.page.url()
      await ada.button('No, refuse').click()
      await expect(stranger.page.getByText(/Your other device refused/)).toBeVisible()

      const late = await openApp(context, server.url, 'late', problems)
      await late.page.goto(link)
      await late.button('Add this browser').click()
      await expect(late.page.getByText(/used already or has run out/)).toBeVisible()
      await late.button('Go to Parley').click()
      await expect(late.page.getByRole('textbox', { name: 'Your ID' })).toBeVisible()
      await context.close()
    },
  )

  test('comes back with its recovery file when its browser is lost', async ({
    meet,
    server,
    chromium,
    problems,
  }, testInfo) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await openSettings(ada)
    await expect(ada.page.getByText(/If you lose this browser, you lose this ID/)).toBeVisible()
    await ada.button('Make a recovery file').click()
    await ada.page.getByRole('textbox', { name: 'Passphrase', exact: true }).fill('correct horse battery')
    await ada.page.getByRole('textbox', { name: 'Passphrase once more' }).fill('correct horse battery')
    const download = ada.page.waitForEvent('download')
    await ada.button('Make recovery file').click()
    const path = testInfo.outputPath('recovery.json')
    await (await download).saveAs(path)
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ parley: 'recovery', userId: ada.id })
    await ada.button('Done').click()
    await expect(ada.page.getByText(/If you lose this browser/)).toHaveCount(0)
    await ada.context.close()

    const context = await chromium.newContext()
    const back = await openApp(context, server.url, ada.id, problems)
    await back.button('I have a recovery file').click()
    await back.page.getByLabel('Recovery file').setInputFiles(path)
    const passphrase = back.page.getByRole('textbox', { name: 'Passphrase' })
    await passphrase.fill('something else')
    await back.button('Recover my ID').click()
    await expect(back.page.getByText(/passphrase/i).filter({ hasText: /not|wrong/i })).toBeVisible()
    await passphrase.fill('correct horse battery')
    await back.button('Recover my ID').click()
    await back.isOnline()
    await connect(grace, back)
    await hangUp(grace, back)

    // The recovered browser removes the lost one and stays.
    await openSettings(back)
    await back.page.getByRole('button', { name: 'Remove first browser' }).click()
    await back.page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await expect(back.page.getByRole('button', { name: 'Remove first browser' })).toHaveCount(0)
    await back.page.reload()
    await back.isOnline()
    await context.close()
  })
})

/** A short ring time, because tests wait for its end; long enough to answer on a busy machine. */
const RINGS = { RING_SECONDS: '12' }

test.describe('the rule for callers', () => {
  test('somebody blocked hears the same as from a device that does not respond, and others get through', async ({
    meet,
    serve,
  }) => {
    const { url } = await serve(RINGS)
    const [ada, mallory, grace] = await Promise.all([
      meet('ada', { url }),
      meet('mallory', { url }),
      meet('grace', { url }),
    ])
    await mallory.dial(ada.id)
    await ada.button(`Block ${mallory.id}`).click()
    await ada.isDone(`You blocked ${mallory.id}`)
    // Mallory's call goes on at the caller alone; it keeps nobody else away.
    await grace.dial(ada.id)
    await expect(ada.incoming(grace)).toBeVisible()
    await grace.button('Cancel').click()
    await mallory.isDone('No answer')

    await mallory.dial(ada.id)
    await expect(mallory.outgoing(ada)).toContainText('Calling…')
    await grace.dial(ada.id)
    await expect(ada.incoming(grace)).toBeVisible()
    await expect(mallory.outgoing(ada)).not.toContainText('Ringing…')
    await expect(ada.incoming(mallory)).toHaveCount(0)
    await ada.button('Decline').click()
    await mallory.button('Cancel').click()

    await openSettings(ada)
    await ada.button(`Unblock ${mallory.id}`).click()
    await ada.button('Back').click()
    await mallory.dial(ada.id)
    await expect(ada.incoming(mallory)).toBeVisible()
  })

  test('"only my contacts" lets in somebody talked to before, "nobody" lets in nobody', async ({ meet, serve }) => {
    const { url } = await serve(RINGS)
    const [ada, grace, linus] = await Promise.all([
      meet('ada', { url }),
      meet('grace', { url }),
      meet('linus', { url }),
    ])
    await connect(grace, ada)
    await hangUp(ada, grace)
    await openSettings(ada)
    await ada.page.getByRole('radio', { name: 'Only my contacts' }).check()
    await expect(ada.page.getByRole('list', { name: 'Contacts' })).toContainText(grace.id)
    await linus.dial(ada.id)
    await expect(linus.outgoing(ada)).toContainText('Calling…')
    await grace.dial(ada.id)
    await expect(ada.incoming(grace)).toBeVisible()
    await expect(ada.page.getByRole('dialog')).toHaveCount(1)
    await grace.button('Cancel').click()
    await expect(ada.page.getByRole('dialog')).toHaveCount(0)
    await linus.isDone('No answer')
    await expect(ada.page.getByRole('dialog')).toHaveCount(0)

    await ada.button('Back').click()
    await expect(ada.page.getByText(linus.id).first()).toBeVisible()
    await expect(ada.page.getByText('Only contacts can ring you')).toBeVisible()
    await openSettings(ada)
    await ada.page.getByRole('radio', { name: /Nobody/ }).check()
    await grace.dial(ada.id)
    await expect(grace.outgoing(ada)).toContainText('Calling…')
    // Once the server has answered a later request, it has delivered everything before it.
    await grace.button('Cancel').click()
    await grace.dial('nobody-at-all')
    await grace.isDone('nobody-at-all is offline')
    await expect(ada.page.getByRole('dialog')).toHaveCount(0)
  })
})
