import { writeTone } from './support/chromium.ts'
import { connect, hangUp, type Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Unplugs the camera in use; the returned function plugs it in again. */
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
      // The new default; not the depth camera, which no call can use.
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

test.describe('devices in a call', () => {
  test('camera, microphone and speaker change without dropping the call', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
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
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
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
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
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
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace', { browser })])
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    // The microphone repeats its silence, in case the first was over before the answer.
    await expect(grace.status.filter({ hasText: 'Your microphone is silent.' })).toBeVisible()
    await expect(grace.status.filter({ hasText: 'Your microphone is silent.' })).toHaveCount(0)
    await expect(ada.status.filter({ hasText: 'silent' })).toHaveCount(0)
    await hangUp(ada, grace)
  })
})
