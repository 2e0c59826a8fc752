import { isDeepStrictEqual } from 'node:util'
import type { Page } from '@playwright/test'
import { hangCamera, holdDevices, pauseAll, paused } from './support/badDevices.ts'
import { connect, hangUp, type Person } from './support/person.ts'
import { expect, THOROUGH, test } from './support/test.ts'

/** This page's browser knows no video codec that others offer. */
const forgetVideoCodecs = (page: Page) =>
  page.evaluate(() => {
    const apply = RTCPeerConnection.prototype.setRemoteDescription as (
      this: RTCPeerConnection,
      description: RTCSessionDescriptionInit,
    ) => Promise<void>
    const isVideo = (section: string) => section.startsWith('video')
    const foreign = (section: string) => section.replace(/(a=rtpmap:\d+ )[\w-]+/g, '$1unheard-of')
    const withoutVideo = (sdp = '') =>
      sdp
        .split('\r\nm=')
        .map((section) => (isVideo(section) ? foreign(section) : section))
        .join('\r\nm=')
    RTCPeerConnection.prototype.setRemoteDescription = function (
      this: RTCPeerConnection,
      { type, sdp }: RTCSessionDescriptionInit,
    ) {
      return apply.call(this, { type, sdp: withoutVideo(sdp) })
    } as RTCPeerConnection['setRemoteDescription']
  })

/** Takes this speaker away or puts it back, as the browser would tell it. */
const setSpeakerThere = (page: Page, id: string, there: boolean) =>
  page.evaluate(
    ([gone, isThere]) => {
      const devices = navigator.mediaDevices
      const list = MediaDevices.prototype.enumerateDevices.bind(devices)
      devices.enumerateDevices = async () => (await list()).filter(({ deviceId }) => isThere || deviceId !== gone)
      devices.dispatchEvent(new Event('devicechange'))
    },
    [id, there] as const,
  )

/** The system, or the person after a second, refuses to share a screen. */
const refuseScreen = (page: Page, by: 'system' | 'person') =>
  page.evaluate((who) => {
    navigator.mediaDevices.getDisplayMedia = async () => {
      if (who === 'person') await new Promise((resolve) => setTimeout(resolve, 1_000))
      throw new DOMException(who === 'system' ? 'Permission denied by system' : 'Permission denied', 'NotAllowedError')
    }
  }, by)

const alert = ({ page }: Person) => page.getByRole('alert')

/** Lets the devices come, and expects that none of these buttons moves. */
async function comeInPlace(person: Person, names: readonly string[]): Promise<void> {
  const places = () => Promise.all(names.map((name) => person.button(name).boundingBox()))
  for (const name of names) await expect(person.button(name)).toBeVisible()
  // A dialog rises into its place.
  await expect.poll(async () => isDeepStrictEqual(await places(), await places())).toBe(true)
  const before = await places()
  await person.page.evaluate(() => window.goOn())
  for (const name of ['Camera', 'Microphone'])
    await expect(person.page.getByRole('combobox', { name, exact: true })).toBeVisible()
  expect(await places()).toEqual(before)
}

test.describe('devices and sound that misbehave', () => {
  test('a camera that hangs delays no voice and is told of; its picture comes when it starts', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await hangCamera(grace.page)
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    const answered = Date.now()
    await ada.hears()
    expect(Date.now() - answered).toBeLessThan(7_000)
    await expect(alert(grace)).toContainText('Your camera does not answer.')
    await grace.page.evaluate(() => window.goOn())
    await ada.seesAndHears()
    await expect(alert(grace)).toHaveCount(0)
    expect((await grace.media()).liveCameras).toBe(1)
    await hangUp(ada, grace)
  })

  for (const phone of [false, true]) {
    const where = phone ? 'a phone' : 'a desktop'
    test(`no button moves under a finger when the devices come, on ${where}`, async ({ meet }) => {
      const [ada, grace] = await Promise.all([meet('ada', { phone }), meet('grace', { phone })])
      for (const { page } of [ada, grace]) await holdDevices(page)
      await ada.button('New call link').click()
      await comeInPlace(ada, ['Turn camera off', 'Mute microphone', 'Join'])
      await ada.button('Back').click()
      await ada.dial(grace.id)
      await comeInPlace(grace, ['Accept', 'Accept with voice only', 'Decline'])
    })
  }

  test('a request that hangs in one call does not silence the next', THOROUGH, async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await hangCamera(grace.page)
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    await ada.hears()
    await hangUp(ada, grace)
    await grace.page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = (constraints) =>
        MediaDevices.prototype.getUserMedia.call(navigator.mediaDevices, constraints)
    })
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    await ada.seesAndHears()
    await expect(alert(grace)).toHaveCount(0)
  })

  test('what is paused from outside plays again; what is held starts with one tap, pictures too', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    await pauseAll(ada.page)
    await expect.poll(() => paused(ada.page)).toBe(0)
    await ada.seesAndHears()
    await ada.page.evaluate(() => {
      const play = HTMLMediaElement.prototype.play
      const held = { until: false }
      document.addEventListener('click', () => Object.assign(held, { until: true }), { capture: true })
      HTMLMediaElement.prototype.play = function () {
        return held.until ? play.call(this) : Promise.reject(new DOMException('held', 'NotAllowedError'))
      }
    })
    await pauseAll(ada.page)
    await expect(ada.button('Tap to hear them')).toBeVisible()
    await ada.button('Tap to hear them').click()
    await expect(ada.button('Tap to hear them')).toHaveCount(0)
    await expect.poll(() => paused(ada.page)).toBe(0)
  })

  test(
    'a chosen speaker that goes gives way to the default, and is used again when it returns',
    THOROUGH,
    async ({ meet }) => {
      const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
      await connect(ada, grace)
      await grace.page.mouse.move(300, 300)
      await grace.button('Choose devices').click()
      const speaker = grace.page.getByRole('combobox', { name: 'Speaker' })
      const before = await speaker.textContent()
      await speaker.click()
      await grace.page.getByRole('option').nth(1).click()
      const sink = () => grace.page.evaluate(() => document.querySelector('audio')?.sinkId ?? '')
      await expect.poll(sink).not.toBe('')
      const chosen = await sink()
      const name = await speaker.textContent()
      expect(name).not.toBe(before)
      await setSpeakerThere(grace.page, chosen, false)
      await expect.poll(sink).toBe('')
      await expect(speaker).toHaveText(before ?? '')
      await setSpeakerThere(grace.page, chosen, true)
      await expect.poll(sink).toBe(chosen)
      await expect(speaker).toHaveText(name ?? '')
      await grace.seesAndHears()
    },
  )

  test(
    'a screen that the system does not give is told of, and one that the person did not choose is not',
    THOROUGH,
    async ({ meet }) => {
      const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
      await connect(ada, grace)
      await refuseScreen(grace.page, 'system')
      await grace.page.mouse.move(300, 300)
      await grace.button('Share your screen').click()
      await expect(alert(grace)).toContainText('Your screen was not shared')
      await refuseScreen(grace.page, 'person')
      await grace.button('Share your screen').click()
      await expect(alert(grace)).toHaveCount(0)
      await expect(grace.button('Share your screen')).toBeVisible()
      await ada.seesAndHears()
    },
  )

  test('two browsers without a video format in common say so, and talk', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await forgetVideoCodecs(grace.page)
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    await Promise.all([ada.hears(), grace.hears()])
    for (const person of [ada, grace]) await expect(alert(person)).toContainText('share no video format')
    await hangUp(ada, grace)
  })

  test('the screen stays on in a call, also after the page was not seen', THOROUGH, async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await grace.page.evaluate(() => {
      const locks = new Set<object>()
      const request = async () => {
        const lock = {
          get released() {
            return !locks.has(lock)
          },
          release: async () => void locks.delete(lock),
        }
        locks.add(lock)
        return lock
      }
      Object.defineProperty(navigator, 'wakeLock', { configurable: true, value: { request } })
      Object.assign(window, { locks })
    })
    const locks = () => grace.page.evaluate(() => (window as unknown as { locks: Set<unknown> }).locks.size)
    await connect(ada, grace)
    expect(await locks()).toBe(1)
    await grace.page.evaluate(() => {
      ;(window as unknown as { locks: Set<unknown> }).locks.clear()
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await expect.poll(locks).toBe(1)
    await hangUp(ada, grace)
    expect(await locks()).toBe(0)
  })

  test('a browser without WebRTC says so at the start, and rings nobody', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await grace.page.addInitScript(() => Reflect.deleteProperty(window, 'RTCPeerConnection'))
    await grace.page.reload()
    await expect(grace.page.getByRole('heading', { name: 'This browser can’t make calls' })).toBeVisible()
    await ada.dial(grace.id)
    await expect(ada.status.filter({ hasText: `${grace.id} is offline` })).toBeVisible()
  })
})
