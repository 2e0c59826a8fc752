import { connect } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Evaluated in the page: how many cameras are on once none is, or after `ms` milliseconds. */
async function readCamerasWithin(ms: number): Promise<number> {
  const until = performance.now() + ms
  for (;;) {
    const { liveCameras } = await window.probe.read()
    if (liveCameras === 0 || performance.now() > until) return liveCameras
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test.describe('the picture', () => {
  test('mute and camera are seen by the other side, a camera that is off is dark, a picture that stopped coming is not shown as live', async ({
    meet,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    await grace.button('Mute microphone').click()
    await expect(ada.inCall(grace)).toContainText(`${grace.id} is muted`)
    await grace.button('Unmute microphone').click()
    await expect(ada.inCall(grace)).not.toContainText(`${grace.id} is muted`)

    await expect(ada.page.getByLabel('Remote video')).toBeVisible()
    await grace.button('Turn camera off').click()
    expect(await grace.page.evaluate(readCamerasWithin, 1_000)).toBe(0)
    await expect(ada.page.getByLabel('Remote video')).not.toBeVisible()
    await grace.button('Turn camera on').click()
    await expect(ada.page.getByLabel('Remote video')).toBeVisible()
    await ada.seesAndHears()

    // Her camera is on, and nothing of it leaves.
    const sender = await grace.page.evaluateHandle(async () => {
      const video = window.probe.connections
        .at(-1)
        ?.getSenders()
        .find(({ track }) => track?.kind === 'video')
      const track = video?.track ?? null
      await video?.replaceTrack(null)
      return { again: () => video?.replaceTrack(track) }
    })
    await expect(ada.page.getByLabel('Remote video')).not.toBeVisible()
    await sender.evaluate(({ again }) => again())
    await expect(ada.page.getByLabel('Remote video')).toBeVisible()
  })

  test('the screen goes in the place of the camera, and back when it is stopped from the browser', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
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
})
