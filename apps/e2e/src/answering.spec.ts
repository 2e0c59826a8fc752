import type { Page } from '@playwright/test'
import { hangUp } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Makes the next requests for a camera fail with this error; microphones work. */
const cameraFails = (page: Page, name: string) =>
  page.evaluate((errorName) => {
    const devices = navigator.mediaDevices
    const ask = devices.getUserMedia.bind(devices)
    devices.getUserMedia = async (constraints = {}) => {
      if (constraints.video) throw new DOMException('made to fail', errorName)
      return ask(constraints)
    }
  }, name)

/** Holds every permission prompt open until `answerPrompts`. */
const holdPrompts = (page: Page) =>
  page.evaluate(() => {
    const devices = navigator.mediaDevices
    const ask = devices.getUserMedia.bind(devices)
    const answered = new Promise<void>((resolve) => Object.assign(window, { answerPrompts: resolve }))
    devices.getUserMedia = async (constraints) => {
      await answered
      return ask(constraints)
    }
  })
const answerPrompts = (page: Page) =>
  page.evaluate(() => (window as unknown as { answerPrompts(): void }).answerPrompts())

test.describe('answering never needs a camera', () => {
  test('a camera that another app has: the dialog says so in words and offers the rest', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await cameraFails(grace.page, 'NotReadableError')
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toContainText(/another app/i)
    await expect(grace.incoming(ada)).not.toContainText('NotReadableError')
    await grace.button('Accept').click()
    await Promise.all([grace.seesAndHears(), ada.hears()])
    expect((await ada.media()).framesDecoded).toBe(0)
  })

  test('everything refused by the browser: still answered, and still heard', async ({ meet, launch }) => {
    const ada = await meet('ada')
    const grace = await meet('grace', { browser: await launch({ devices: 'deny' }) })
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toContainText(/camera/i)
    await grace.button('Accept').click()
    await grace.seesAndHears()
    await expect(ada.inCall(grace)).toBeVisible()
    await hangUp(ada, grace)
  })

  test('the permission prompt is open: a call that ends then stops what comes later, an answered one connects at once', async ({
    meet,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await holdPrompts(grace.page)
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await ada.button('Cancel').click()
    await grace.isDone(`Missed call from ${ada.id}`)
    await answerPrompts(grace.page)
    // The tracks were opened and then stopped.
    await expect.poll(() => grace.page.evaluate(() => window.probe.tracks.length)).toBe(2)
    await grace.releasesAll()

    await holdPrompts(grace.page)
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    await grace.seesAndHears()
    await answerPrompts(grace.page)
    await ada.seesAndHears()
  })
})
