import { readFile } from 'node:fs/promises'
import { codeOf, hears, paste } from './support/codes.ts'
import { connect, openApp, type Person } from './support/person.ts'
import { expect, THOROUGH, test } from './support/test.ts'
import { openChat } from './support/together.ts'

const wrapped = (text: string, width: number): string[] => text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []

/** A mail as its reader copies it: wrapped and quoted, with words around it and a signature. */
const mailed = (text: string): string =>
  ['Hi Grace,', '', ...wrapped(text, 64), '', '-- ', 'Ada. Sent with “Mail”'].map((line) => `> ${line}`).join('\r\n')

const nameField = ({ page }: Person) => page.getByRole('textbox', { name: 'Your name' })
const heading = ({ page }: Person, name: string) => page.getByRole('heading', { name })

test.describe('what people paste', () => {
  test('codes connect two who paste all of a mail, though the reply quotes the code it answers', async ({
    chromium,
    server,
    problems,
  }) => {
    const context = await chromium.newContext({ serviceWorkers: 'block' })
    const [ada, grace] = await Promise.all([
      openApp(context, `${server.url}/#codes`, 'ada', problems),
      openApp(context, `${server.url}/#codes`, 'grace', problems),
    ])
    await ada.button('Start with voice').click()
    const offer = await codeOf(ada.page, 'Your code')
    await paste(grace.page, 'Their code', mailed(`Call me: ${server.url}/#code=${offer}`))
    await grace.button('Read').click()
    await grace.button('Answer').click()
    const answer = await codeOf(grace.page, 'Your answer')
    await paste(ada.page, 'Their answer', `[10:31] Grace: “${answer}”. See you!\n\nAda wrote:\n${mailed(offer)}`)
    await ada.button('Connect').click()
    await Promise.all([hears(ada.page), hears(grace.page)])
    await context.close()
  })

  test('a call link opens with what mail and messengers put around it, and the address is clean again', async ({
    meet,
    chromium,
    problems,
  }) => {
    const ada = await meet('ada')
    await ada.button('New call link').click()
    await expect(ada.button('Join')).toBeVisible()
    const url = ada.page.url()
    const context = await chromium.newContext({ serviceWorkers: 'block' })
    const around = ['.', '%3E', '&utm_source=mail']
    for (const address of [...around.map((sign) => url + sign), url.replace('#', '%23')]) {
      const guest = await openApp(context, address, 'a guest', problems)
      await expect(nameField(guest), address).toBeVisible()
      await expect.poll(() => guest.page.url(), { message: address }).toBe(url)
      await guest.page.close()
    }
    await context.close()
  })

  test('a link that is broken or dead says so before a name is asked for, and no camera is opened', async ({
    meet,
    chromium,
    server,
    problems,
  }) => {
    const ada = await meet('ada')
    await ada.button('New call link').click()
    await expect(ada.button('Join')).toBeVisible()
    const url = ada.page.url()
    const context = await chromium.newContext({ serviceWorkers: 'block' })
    const guest = await openApp(context, `${server.url}/#call=AAAAAAAAAAAAAAAAAAAAAA`, 'a guest', problems)
    await expect(heading(guest, 'This link is not valid any more')).toBeVisible()
    await expect(nameField(guest)).toBeHidden()

    await guest.page.goto(url.slice(0, -5))
    await expect(heading(guest, 'This link is broken')).toBeVisible()
    expect((await guest.media()).prompts).toBe(0)
    await guest.page.getByRole('textbox', { name: 'The whole link' }).fill(`Join my call: <${url}>.`)
    await guest.button('Open').click()
    await expect(nameField(guest)).toBeVisible()
    await context.close()
  })

  test('whoever is pasted is called: a mention, an invite with its words, an ID with marks that nobody sees', async ({
    meet,
    server,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    const invite = `${server.url}/?call=${grace.id}`
    for (const text of [
      `@${grace.id}.`,
      `Call me on Parley: ${grace.id} ${invite}.`,
      `\u2068${grace.id}\u2069\u200b`,
    ]) {
      await ada.dial(text, 'Voice call')
      await expect(grace.incoming(ada), text).toBeVisible()
      await ada.button('Cancel').click()
      await ada.isDone('Call cancelled')
    }
    await ada.page.goto(`${invite}.`)
    await ada.isOnline()
    await ada.button('Voice call').click()
    await expect(grace.incoming(ada)).toBeVisible()
  })

  test('60 files chosen at once arrive in their order after one press', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace, 'Voice call')
    const hers = await openChat(ada, grace)
    const files = Array.from({ length: 60 }, (_, n) => ({
      name: `photo-${String(n).padStart(2, '0')}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from(`${n}`.repeat(20_000)),
    }))
    const chooser = ada.page.waitForEvent('filechooser')
    await hers.getByRole('button', { name: 'Attach files' }).click()
    await (await chooser).setFiles(files)
    await expect(hers.getByRole('region', { name: '60 files' })).toContainText(`Waiting for ${grace.id} to accept`)

    const saved: Promise<readonly [string, string]>[] = []
    grace.page.on('download', (download) => {
      const read = async () =>
        [download.suggestedFilename(), (await readFile(await download.path())).toString()] as const
      saved.push(read())
    })
    const theirs = await openChat(grace, ada)
    await theirs.getByRole('button', { name: 'Accept all' }).click()
    await expect(hers.getByRole('region', { name: '60 files' })).toContainText('Sent')
    await expect(theirs.getByRole('region', { name: '60 files' })).toContainText('Received')
    await expect.poll(() => saved.length).toBe(60)
    const arrived = new Map(await Promise.all(saved))
    for (const { name, buffer } of files) expect(arrived.get(name), name).toBe(buffer.toString())
  })

  // A machine that needs eight seconds to open the app again loses the call, as it should.
  test(
    '“Change ID” in one tab leaves the call of another alone, also when that is reloaded',
    THOROUGH,
    async ({ meet, anotherTab, suffix }) => {
      const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
      const other = await anotherTab(ada)
      await connect(ada, grace)
      await other.button('Change ID').click()
      await other.page.getByRole('textbox', { name: 'Your ID' }).fill(`edith${suffix}`)
      await other.button('Go online').click()
      await other.isHome()
      await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
      await ada.page.reload()
      await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
      await expect(grace.inCall(ada)).toBeVisible()
    },
  )
})
