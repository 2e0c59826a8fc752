import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Locator } from '@playwright/test'
import { connect, hangUp } from './support/person.ts'
import { expect, THOROUGH, test } from './support/test.ts'
import { chatOf, openChat, receive, sendFile } from './support/together.ts'

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/**
 * Presses a button of a chat as soon as it appears, or with `whenMoving` as soon as part of the file has arrived. It
 * watches in the page, because a fast file may be complete before the test could press. The returned function resolves
 * once the button was pressed.
 */
async function pressAtOnce(chat: Locator, name: string, whenMoving = false): Promise<() => Promise<void>> {
  const watched = await chat.evaluateHandle(
    (element, { name, whenMoving }) => ({
      pressed: new Promise<void>((resolve) => {
        const look = () => {
          const button = element.querySelector<HTMLElement>(`button[aria-label="${name}"]`)
          if (!button || (whenMoving && !element.querySelector('progress')?.value)) return
          observer.disconnect()
          button.click()
          resolve()
        }
        const observer = new MutationObserver(look)
        observer.observe(element, { attributes: true, childList: true, subtree: true })
        look()
      }),
    }),
    { name, whenMoving },
  )
  return () => watched.evaluate(({ pressed }) => pressed)
}

test.describe('the chat', () => {
  test('both write and read; a message that comes while it is closed is told of, and is there', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    const hers = await openChat(ada, grace)
    // In the text box, the keys of the call's shortcuts are text.
    await hers.getByRole('textbox', { name: 'Message' }).pressSequentially('svm, see https://parley.example/a')
    await ada.page.keyboard.press('Enter')
    await expect(ada.button('Mute microphone')).toBeVisible()
    await expect(grace.page.getByText(`${ada.id}: svm, see`)).toBeVisible()
    const theirs = await openChat(grace, ada)
    const log = theirs.getByRole('log', { name: 'Messages' })
    await expect(log).toContainText('svm, see https://parley.example/a')
    const link = log.getByRole('link')
    await expect(link).toHaveAttribute('rel', /noopener/)
    await expect(link).toHaveAttribute('target', '_blank')
    await theirs.getByRole('textbox', { name: 'Message' }).fill('yes\n<b>no</b>')
    await theirs.getByRole('button', { name: 'Send', exact: true }).click()
    await expect(hers.getByRole('log')).toContainText('<b>no</b>')
    await expect(theirs).not.toContainText('Not delivered yet')
    await grace.page.keyboard.press('Escape')
    await expect(theirs).toBeHidden()
    await hangUp(ada, grace)
  })

  test('a message written while the other page is reloaded arrives when it is back', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    const hers = await openChat(ada, grace)
    const url = grace.page.url()
    // The old page has gone before the message is written, however fast this machine is.
    await grace.page.goto('about:blank')
    await hers.getByRole('textbox', { name: 'Message' }).fill('still there?')
    await ada.page.keyboard.press('Enter')
    await grace.page.goto(url)
    await expect(grace.inCall(ada)).toBeVisible()
    await expect(grace.page.getByText(`${ada.id}: still there?`)).toBeVisible()
    await expect(hers).not.toContainText('Not delivered yet')
    await hangUp(ada, grace)
  })
})

test.describe('files', () => {
  // Tens of megabytes take long on a busy machine.
  test.describe.configure({ timeout: 300_000 })

  /** A size just above the 32 MiB that are kept in memory. Bytes. */
  const LARGE = 34_000_000

  test('8 MB arrive whole while the call goes on, and a name from elsewhere does no harm', async ({ meet }, info) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    const bytes = randomBytes(8_000_000)
    const hers = await sendFile(ada, grace, '..\\evil\u202e name.bin', bytes)
    const received = await receive(grace, await openChat(grace, ada), 'evil name.bin')
    expect(received.name).toBe('evil name.bin')
    expect(digestOf(received.bytes)).toBe(digestOf(bytes))
    const rate = `${(bytes.length / 1_000 / received.ms).toFixed(1)} MB/s`
    info.annotations.push({ type: 'throughput', description: rate })
    console.log(`    8 MB, page to page on this machine, with video: ${rate}`)
    await expect(hers).toContainText('Sent')
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    await hangUp(ada, grace)
  })

  test('34 MB are streamed to the place that the person says', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    // Replaces the browser's dialog, which a test cannot answer, by a file in the page's own storage.
    await grace.page.evaluate(() => {
      const showSaveFilePicker = async ({ suggestedName }: { suggestedName: string }) =>
        (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true })
      Object.assign(window, { showSaveFilePicker })
    })
    await connect(ada, grace, 'Voice call')
    const bytes = randomBytes(LARGE)
    await sendFile(ada, grace, 'large.bin', bytes)
    const theirs = await openChat(grace, ada)
    await theirs.getByRole('button', { name: 'Accept large.bin' }).click()
    await expect(theirs).toContainText('34 MB · Saved', { timeout: 200_000 })
    const digest = await grace.page.evaluate(async () => {
      const root = await navigator.storage.getDirectory()
      const file = await (await root.getFileHandle('large.bin')).getFile()
      const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
      return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    })
    expect(digest).toBe(digestOf(bytes))
    await hangUp(ada, grace)
  })

  test('34 MB go to the disk of the page where nobody can be asked for a place', THOROUGH, async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await grace.page.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
    await connect(ada, grace, 'Voice call')
    const bytes = randomBytes(LARGE)
    await sendFile(ada, grace, 'large.bin', bytes)
    const received = await receive(grace, await openChat(grace, ada), 'large.bin')
    expect(digestOf(received.bytes)).toBe(digestOf(bytes))
    await hangUp(ada, grace)
  })

  test('either side pauses, goes on and cancels; a new start of ICE changes nothing', THOROUGH, async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    const bytes = randomBytes(8_000_000)
    const hers = await sendFile(ada, grace, 'a.bin', bytes)
    const theirs = await openChat(grace, ada)
    const paused = await pressAtOnce(hers, 'Pause a.bin', true)
    await theirs.getByRole('button', { name: 'Accept a.bin' }).click()
    await paused()
    await expect(theirs).toContainText(`Paused by ${ada.id}`)
    const saved = grace.page.waitForEvent('download')
    await ada.page.evaluate(() => window.probe.connections.at(-1)?.restartIce())
    await hers.getByRole('button', { name: 'Resume a.bin' }).click()
    expect(digestOf(await readFile(await (await saved).path()))).toBe(digestOf(bytes))

    await sendFile(ada, grace, 'b.bin', bytes)
    const cancelled = await pressAtOnce(theirs, 'Cancel b.bin')
    await theirs.getByRole('button', { name: 'Accept b.bin' }).click()
    await cancelled()
    await sendFile(ada, grace, 'c.bin', bytes.subarray(0, 1_000_000))
    await theirs.getByRole('button', { name: 'Decline c.bin' }).click()
    await expect(hers).toContainText('Cancelled')
    await expect(hers).toContainText(`${grace.id} declined it`)
    await hangUp(ada, grace)
  })

  test('after a reload of its receiver a file is offered again; after one of its sender it is told as stopped', async ({
    meet,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    const bytes = randomBytes(8_000_000)
    await sendFile(ada, grace, 'a.bin', bytes)
    const theirs = await openChat(grace, ada)
    const first = await pressAtOnce(theirs, 'Pause a.bin')
    await theirs.getByRole('button', { name: 'Accept a.bin' }).click()
    await first()
    await grace.page.reload()
    await expect(grace.inCall(ada)).toBeVisible()
    await expect(grace.page.getByText(`${ada.id} wants to send you a.bin`)).toBeVisible()
    const again = await openChat(grace, ada)
    const second = await pressAtOnce(again, 'Pause a.bin')
    await again.getByRole('button', { name: 'Accept a.bin' }).click()
    await second()
    await expect(chatOf(ada, grace)).toContainText(`Paused by ${grace.id}`)
    await ada.page.reload()
    await expect(ada.inCall(grace)).toBeVisible()
    await expect(again).toContainText(`Stopped. Ask ${ada.id} to send it again.`)
    await hangUp(ada, grace)
  })
})

test.describe('a shared screen', () => {
  test('strokes and pointer of one are seen by the other, at the same place', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    await grace.page.mouse.move(300, 300)
    await grace.button('Share your screen').click()
    const view = ada.page.getByRole('img', { name: 'Drawing on the shared screen' })
    const preview = grace.page.getByRole('region', { name: 'Your shared screen' })
    const own = preview.getByRole('img', { name: 'Drawing on the shared screen' })
    await expect(view).toBeVisible()
    await expect(own).toBeVisible()

    await ada.page.mouse.move(600, 350)
    await expect(own.getByText(ada.id, { exact: true })).toBeVisible()
    // The pointer fades when it no longer moves.
    await expect(own.getByText(ada.id, { exact: true })).toBeHidden()

    await ada.button('Draw').click()
    await ada.page.mouse.move(400, 300)
    await ada.page.mouse.down()
    await ada.page.mouse.move(600, 420, { steps: 12 })
    await ada.page.mouse.up()
    const pathOf = (layer: Locator) => layer.locator('g[data-stroke] path').last().getAttribute('d')
    await expect(view.locator('g[data-stroke=me]')).toHaveCount(1)
    await expect(own.locator('g[data-stroke=them]')).toHaveCount(1)
    // Both drawings use the pixels of their own picture, which have different sizes.
    const sizes = await Promise.all([view, own].map((layer) => layer.getAttribute('viewBox')))
    const scale = Number(sizes[1]?.split(' ')[2]) / Number(sizes[0]?.split(' ')[2])
    const places = async (layer: Locator) => (await pathOf(layer))?.match(/[\d.]+/g)?.map(Number) ?? []
    await expect.poll(async () => (await places(view)).length).toBeGreaterThan(10)
    /** The largest distance between the two drawings, in the sharer's pixels; NaN while their lengths differ. */
    const apart = async () => {
      const [here, there] = [await places(view), await places(own)]
      const far = here.map((place, index) => Math.abs(place * scale - (there[index] ?? Number.NaN)))
      return here.length === there.length ? Math.max(...far) : Number.NaN
    }
    await expect.poll(apart).toBeLessThan(4)

    // The sharer draws too, and clears everything for both.
    await preview.getByRole('button', { name: 'Draw', exact: true }).click()
    const box = await own.boundingBox()
    await grace.page.mouse.move((box?.x ?? 0) + 60, (box?.y ?? 0) + 60)
    await grace.page.mouse.down()
    await grace.page.mouse.move((box?.x ?? 0) + 120, (box?.y ?? 0) + 80, { steps: 6 })
    await grace.page.mouse.up()
    await expect(view.locator('g[data-stroke=them]')).toHaveCount(1)
    await preview.getByRole('button', { name: 'Clear drawing' }).click()
    await expect(view.locator('g[data-stroke]')).toHaveCount(0)
    await grace.page.mouse.move(700, 300)
    await grace.button('Stop sharing').click()
    await expect(view).toBeHidden()
    await hangUp(ada, grace)
  })
})
