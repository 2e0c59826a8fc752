import type { Page } from '@playwright/test'
import { writeTone } from './support/chromium.ts'
import { connect, dialEachOther, hangUp, type Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Makes the next requests for a camera fail as a browser would; microphones are left alone. */
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

/** Takes the camera in use out of the machine; the returned function plugs it in again. */
async function unplugCamera({ page }: Person): Promise<{ name: string; plugIn(): Promise<void> }> {
  const name = await page.evaluate(() => {
    const devices = navigator.mediaDevices
    const [list, ask] = [devices.enumerateDevices.bind(devices), devices.getUserMedia.bind(devices)]
    const camera = window.probe.tracks.find(({ kind, readyState }) => kind === 'video' && readyState === 'live')
    const gone = camera?.getSettings().deviceId
    devices.enumerateDevices = async () => (await list()).filter(({ deviceId }) => deviceId !== gone)
    devices.getUserMedia = async (constraints = {}) => {
      if (JSON.stringify(constraints.video ?? '').includes(`${gone}`)) {
        throw new DOMException('made to fail', 'OverconstrainedError')
      }
      if (typeof constraints.video !== 'object' || constraints.video.deviceId) return ask(constraints)
      // What is now the default: not the one that sees only depth, which no call can use.
      const others = (await devices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput')
      return ask({ ...constraints, video: { deviceId: { exact: `${others.at(-1)?.deviceId}` } } })
    }
    const plugIn = () => {
      Object.assign(devices, { enumerateDevices: list, getUserMedia: ask })
      devices.dispatchEvent(new Event('devicechange'))
    }
    Object.assign(window, { plugIn })
    camera?.stop()
    camera?.dispatchEvent(new Event('ended'))
    devices.dispatchEvent(new Event('devicechange'))
    return camera?.label ?? ''
  })
  return { name, plugIn: () => page.evaluate(() => (window as unknown as { plugIn(): void }).plugIn()) }
}

async function choose(person: Person, picker: string, option: number) {
  await person.page.mouse.move(300, 300)
  await person.button('Choose devices').click()
  await person.page.getByRole('combobox', { name: picker }).click()
  await person.page.getByRole('option').nth(option).click()
  await person.page.keyboard.press('Escape')
}

test.describe('answering never needs a camera', () => {
  for (const [name, words] of [
    ['NotAllowedError', /camera/i],
    ['NotFoundError', /camera/i],
    ['NotReadableError', /another app/i],
  ] as const) {
    test(`${name}: the dialog says so in words and offers the rest`, async ({ meet }) => {
      const [ada, grace] = [await meet('ada'), await meet('grace')]
      await cameraFails(grace.page, name)
      await ada.dial(grace.id)
      await expect(grace.incoming(ada)).toContainText(words)
      await expect(grace.incoming(ada)).not.toContainText(name)
      await grace.button('Accept').click()
      await Promise.all([grace.seesAndHears(), ada.hears()])
      expect((await ada.media()).framesDecoded).toBe(0)
    })
  }

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

  test('the call ends while the permission prompt is open: what comes later is stopped at once', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await holdPrompts(grace.page)
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await ada.button('Cancel').click()
    await grace.isDone(`Missed call from ${ada.id}`)
    await answerPrompts(grace.page)
    // They did come, and were let go.
    await expect.poll(() => grace.page.evaluate(() => window.probe.tracks.length)).toBe(2)
    await grace.releasesAll()
  })

  test('accepted while the permission prompt is open: connects at once, the camera follows', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await holdPrompts(grace.page)
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    await grace.seesAndHears()
    await answerPrompts(grace.page)
    await ada.seesAndHears()
  })
})

test.describe('in the call', () => {
  test('mute and camera are seen by the other side, and a camera that is off is dark', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await connect(ada, grace)
    await grace.button('Mute microphone').click()
    await expect(ada.inCall(grace)).toContainText(`${grace.id} is muted`)
    await grace.button('Unmute microphone').click()
    await expect(ada.inCall(grace)).not.toContainText(`${grace.id} is muted`)

    await expect(ada.page.getByLabel('Remote video')).toBeVisible()
    await grace.button('Turn camera off').click()
    await expect.poll(async () => (await grace.media()).liveCameras, { timeout: 1_000 }).toBe(0)
    await expect(ada.page.getByLabel('Remote video')).not.toBeVisible()
    await grace.button('Turn camera on').click()
    await expect(ada.page.getByLabel('Remote video')).toBeVisible()
    await ada.seesAndHears()
  })

  test('camera, microphone and speaker change without dropping the call', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await connect(ada, grace)
    const cameraOf = () =>
      grace.page.evaluate(
        () => window.probe.tracks.find((track) => track.kind === 'video' && track.readyState === 'live')?.label,
      )
    const before = await cameraOf()
    await choose(grace, 'Camera', 2)
    await expect.poll(cameraOf).not.toBe(before)
    await expect.poll(async () => (await grace.media()).liveCameras).toBe(1)
    await ada.seesAndHears()
    await choose(grace, 'Microphone', 1)
    await ada.seesAndHears()
    const speaker = () => grace.page.evaluate(() => document.querySelector('audio')?.sinkId)
    expect(await speaker()).toBe('')
    await choose(grace, 'Speaker', 1)
    await expect.poll(speaker).not.toBe('')
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    expect((await grace.media()).openConnections).toBe(1)

    // The next call has media too.
    await hangUp(ada, grace)
    await connect(ada, grace)
    await hangUp(grace, ada)
  })

  test('an unplugged camera is replaced by another', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await connect(ada, grace)
    await grace.page.evaluate(() => {
      const camera = window.probe.tracks.find((track) => track.kind === 'video' && track.readyState === 'live')
      camera?.stop()
      camera?.dispatchEvent(new Event('ended'))
    })
    await expect.poll(async () => (await grace.media()).liveCameras).toBe(1)
    await ada.seesAndHears()
  })

  test('an unplugged camera is told of, and used again and told of when it is plugged in', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await connect(ada, grace)
    const { name, plugIn } = await unplugCamera(grace)
    await expect(grace.status.filter({ hasText: `${name} was unplugged. Using ` })).toBeVisible()
    await ada.seesAndHears()
    await plugIn()
    await expect(grace.status.filter({ hasText: `${name} is back in use.` })).toBeVisible()
    await expect.poll(async () => (await grace.media()).liveCameras).toBe(1)
    expect(await ada.page.evaluate(() => window.probe.connections.length)).toBe(1)
    await ada.seesAndHears()
    await hangUp(ada, grace)
  })

  test('a microphone that gives nothing but zeros is told of until there is sound', async ({ meet, launch }) => {
    const browser = await launch({ args: [`--use-file-for-fake-audio-capture=${writeTone(9)}`] })
    const [ada, grace] = [await meet('ada'), await meet('grace', { browser })]
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    // If the first silence was over before the answer it is the second one.
    await expect(grace.status.filter({ hasText: 'Your microphone is silent.' })).toBeVisible({ timeout: 20_000 })
    await expect(grace.status.filter({ hasText: 'Your microphone is silent.' })).toHaveCount(0)
    await expect(ada.status.filter({ hasText: 'silent' })).toHaveCount(0)
    await hangUp(ada, grace)
  })

  test('who speaks while muted is told so, heard by nobody, and unmutes with one press', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await connect(ada, grace)
    await grace.button('Mute microphone').click()
    await expect(grace.status.filter({ hasText: 'You are muted.' })).toBeVisible()
    // What was said before is still on its way, the longer the busier the machine.
    const heardIn = async (ms: number) => {
      const { audioEnergy } = await ada.media()
      await ada.page.waitForTimeout(ms)
      return (await ada.media()).audioEnergy - audioEnergy
    }
    await expect.poll(() => heardIn(300)).toBeLessThan(0.0001)
    const before = await ada.media()
    await expect.poll(async () => (await ada.media()).framesDecoded).toBeGreaterThan(before.framesDecoded + 20)
    expect((await ada.media()).audioEnergy - before.audioEnergy).toBeLessThan(0.0001)
    await grace.button('Unmute').click()
    await expect(grace.status.filter({ hasText: 'You are muted.' })).toHaveCount(0)
    await ada.hears()

    // A call that ends while muted leaves nothing open either.
    await grace.button('Mute microphone').click()
    await expect.poll(async () => (await grace.media()).liveTracks).toBe(3)
    await hangUp(ada, grace)
  })

  test('the screen goes in the place of the camera, and back when it is stopped from the browser', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await connect(ada, grace)
    await grace.page.mouse.move(300, 300)
    await grace.button('Share your screen').click()
    await expect(grace.button('Stop sharing')).toBeVisible()
    const shown = () => ada.page.getByLabel('Remote video').getAttribute('data-fit')
    await expect.poll(shown).toBe('contain')
    await ada.seesAndHears()
    await grace.page.evaluate(() => {
      const screen = window.probe.tracks.findLast(({ kind }) => kind === 'video')
      screen?.stop()
      screen?.dispatchEvent(new Event('ended'))
    })
    await expect(grace.button('Share your screen')).toBeVisible()
    await expect.poll(shown).toBe('cover')
    await ada.seesAndHears()
  })

  test('a picture that stopped coming is not shown as live', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await connect(ada, grace)
    const remote = (event: string) =>
      ada.page.evaluate((name) => {
        const receivers = window.probe.connections.flatMap((connection) => connection.getReceivers())
        receivers.find(({ track }) => track.kind === 'video')?.track.dispatchEvent(new Event(name))
      }, event)
    await remote('mute')
    await expect(ada.page.getByLabel('Remote video')).not.toBeVisible()
    await remote('unmute')
    await expect(ada.page.getByLabel('Remote video')).toBeVisible()
  })

  test('the level meter moves with the voice', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await ada.dial(grace.id)
    const level = () =>
      grace.incoming(ada).evaluate((dialog) => {
        const levels = [...dialog.querySelectorAll<HTMLElement>('*')].map(({ style }) =>
          style.getPropertyValue('--level'),
        )
        return Math.max(0, ...levels.map(Number))
      })
    await expect.poll(level).toBeGreaterThan(0.1)
  })

  test('sound that the browser blocks is one tap away', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await ada.page.evaluate(() => {
      const play = HTMLMediaElement.prototype.play
      HTMLMediaElement.prototype.play = function () {
        const blocked = !this.muted && !(window as unknown as { tapped?: boolean }).tapped
        return blocked ? Promise.reject(new DOMException('no gesture', 'NotAllowedError')) : play.call(this)
      }
    })
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    await expect(ada.button('Tap to hear them')).toBeVisible()
    await ada.page.evaluate(() => Object.assign(window, { tapped: true }))
    await ada.button('Tap to hear them').click()
    await expect(ada.button('Tap to hear them')).toHaveCount(0)
    await ada.seesAndHears()
  })

  test('a page nobody has touched rings and stops ringing without an error, and is heard after the answer', async ({
    launch,
    meet,
  }) => {
    const browser = await launch({
      args: ['--autoplay-policy=document-user-activation-required'],
      without: ['--autoplay-policy=no-user-gesture-required'],
    })
    const [ada, grace] = [await meet('ada'), await meet('grace', { browser })]
    await grace.page.reload()
    await grace.isOnline()
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await ada.button('Cancel').click()
    await expect(grace.incoming(ada)).toHaveCount(0)
    await connect(ada, grace)
  })

  test('the own picture and the own voice are never played back aloud', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    const aloud = () =>
      grace.page.evaluate(() => {
        const loud = [...document.querySelectorAll<HTMLMediaElement>('video, audio')].filter(({ muted }) => !muted)
        const tracks = loud.flatMap(({ srcObject }) => (srcObject instanceof MediaStream ? srcObject.getTracks() : []))
        return { own: tracks.filter((track) => window.probe.tracks.includes(track)).length, all: tracks.length }
      })
    expect(await aloud()).toEqual({ own: 0, all: 0 })
    await grace.button('Accept').click()
    await grace.seesAndHears()
    expect(await aloud()).toEqual({ own: 0, all: 1 })
  })

  test('two who dial each other, one with voice: no camera is turned on that was not asked for', async ({ meet }) => {
    const [ada, grace] = [await meet('ada', { holdable: true }), await meet('grace', { holdable: true })]
    await dialEachOther(ada, grace, 'Video call', 'Voice call')
    await expect(ada.inCall(grace)).toBeVisible()
    await Promise.all([ada.hears(), grace.hears()])
    for (const person of [ada, grace]) {
      expect(await person.media()).toMatchObject({ liveCameras: 0, framesDecoded: 0 })
    }
  })
})
