import { createHash, randomBytes } from 'node:crypto'
import { report, secondsSince } from '../faults/measure.ts'
import { digitsOn, joinUpToDigits, openSettings } from '../support/ownDevices.ts'
import { nameOf, pairsOf, test } from '../support/pairs.ts'
import { connect, hangUp, openApp, type Person } from '../support/person.ts'
import { expect } from '../support/test.ts'
import { openChat, receive, sendFile } from '../support/together.ts'

/** Watches for the first file that the page saves, which BiDi does not tell. The returned function waits for it. */
async function watchSaves({ page }: Person): Promise<() => Promise<{ name: string; digest: string }>> {
  const watched = await page.evaluateHandle(() => {
    const { click } = HTMLAnchorElement.prototype
    const { createObjectURL } = URL
    const blobs = new Map<string, Blob>()
    URL.createObjectURL = (object) => {
      const url = createObjectURL(object)
      if (object instanceof Blob) blobs.set(url, object)
      return url
    }
    return {
      saved: new Promise<{ name: string; digest: string }>((resolve) => {
        HTMLAnchorElement.prototype.click = function () {
          const { download: name, href } = this
          const read = async (blob: Blob) => {
            const hash = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())
            const digest = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
            resolve({ name, digest })
          }
          const blob = blobs.get(href)
          if (blob) void read(blob)
          click.call(this)
        }
      }),
    }
  })
  return () => watched.evaluate(({ saved }) => saved)
}

test('somebody with Firefox gets Chromium as a second device: both ring, and the second answers', async ({
  meet,
  browsers,
  server,
  problems,
}) => {
  const [ada, grace] = await Promise.all([meet('ada', { browser: browsers.firefox }), meet('grace')])
  const context = await browsers.chromium.newContext()
  const phone = await openApp(context, server.url, ada.id, problems)
  await joinUpToDigits(ada, phone)
  expect(await digitsOn(ada.page.getByRole('dialog'))).toBe(await digitsOn(phone.page.locator('main')))
  await ada.button('Yes, add it').click()
  await phone.isOnline()
  await ada.button('Done').click()
  await grace.dial(ada.id)
  await expect(ada.incoming(grace)).toBeVisible()
  await phone.button('Accept').click()
  await Promise.all([phone.seesAndHears(), grace.seesAndHears()])
  await ada.releasesAll()
  await hangUp(grace, phone)
  await context.close()
})

test('somebody who loses Chromium comes back in Firefox with the recovery file', async ({
  meet,
  browsers,
  server,
  problems,
}, info) => {
  const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
  await openSettings(ada)
  await ada.button('Make a recovery file').click()
  await ada.page.getByRole('textbox', { name: 'Passphrase', exact: true }).fill('correct horse battery')
  await ada.page.getByRole('textbox', { name: 'Passphrase once more' }).fill('correct horse battery')
  const download = ada.page.waitForEvent('download')
  await ada.button('Make recovery file').click()
  const path = info.outputPath('recovery.json')
  await (await download).saveAs(path)
  await ada.context.close()

  const context = await browsers.firefox.newContext()
  const back = await openApp(context, server.url, ada.id, problems)
  await back.button('I have a recovery file').click()
  await back.page.getByLabel('Recovery file').setInputFiles(path)
  await back.page.getByRole('textbox', { name: 'Passphrase' }).fill('correct horse battery')
  await back.button('Recover my ID').click()
  await back.isOnline()
  await connect(grace, back, 'Voice call')
  await hangUp(grace, back)
  await context.close()
})

test('a file arrives whole in Firefox, and one from it in Chromium, while the call goes on', async ({
  meet,
  browsers,
}) => {
  const [ada, grace] = await Promise.all([meet('ada', { browser: browsers.firefox }), meet('grace')])
  await connect(ada, grace, 'Voice call')
  const bytes = randomBytes(3_000_000)
  await sendFile(ada, grace, 'to Chromium.bin', bytes)
  expect((await receive(grace, await openChat(grace, ada), 'to Chromium.bin')).bytes.equals(bytes)).toBe(true)

  const saved = await watchSaves(ada)
  await sendFile(grace, ada, 'to Firefox.bin', bytes)
  await (await openChat(ada, grace)).getByRole('button', { name: 'Accept to Firefox.bin' }).click()
  expect(await saved()).toEqual({ name: 'to Firefox.bin', digest: createHash('sha256').update(bytes).digest('hex') })
  await Promise.all([ada.hears(), grace.hears()])
  await hangUp(ada, grace)
})

test.describe('the server is killed for 8 s in a call', () => {
  test.use({ losesServer: true })

  for (const pair of pairsOf(['firefox', 'firefox'])) {
    const [caller, callee] = pair
    test(`${nameOf(pair)}: both talk on, and are soon online again`, async ({ meet, browsers, serve }, info) => {
      const server = await serve({})
      const { url } = server
      const [ada, grace] = await Promise.all([
        meet('ada', { url, browser: browsers[caller] }),
        meet('grace', { url, browser: browsers[callee] }),
      ])
      await connect(ada, grace, 'Voice call')
      await server.down('SIGKILL')
      await ada.page.waitForTimeout(8_000)
      await Promise.all([ada.hears(), grace.hears()])
      await server.up()
      const upAt = Date.now()
      const linus = await meet('linus', { url })
      for (const { id } of [ada, grace]) {
        const row = linus.page
          .getByRole('list', { name: 'People online' })
          .getByRole('listitem')
          .filter({ hasText: id })
        await expect(row).toContainText('In a call')
      }
      report(info, `${nameOf(pair)}, server killed for 8 s`, 'both online again after', secondsSince(upAt))
      await hangUp(ada, grace)
    })
  }
})
