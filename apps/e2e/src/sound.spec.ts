import { connect, hangUp } from './support/person.ts'
import { expect, test } from './support/test.ts'

test.describe('sound', () => {
  test('somebody who speaks while muted is told so, heard by nobody, and unmutes with one press', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    await grace.button('Mute microphone').click()
    await expect(grace.status.filter({ hasText: 'You are muted.' })).toBeVisible()
    // Waits until the sound from before the mute has been played; a busy machine takes longer.
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

    // A call that ends while muted leaves nothing open.
    await grace.button('Mute microphone').click()
    await expect.poll(async () => (await grace.media()).liveTracks).toBe(3)
    await hangUp(ada, grace)
  })

  test('sound that the browser blocks is one tap away', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await ada.page.evaluate(() => {
      const play = HTMLMediaElement.prototype.play
      HTMLMediaElement.prototype.play = function () {
        if (this.muted || (window as unknown as { tapped?: boolean }).tapped) return play.call(this)
        // A browser that refuses does not play by `autoplay` either.
        this.autoplay = false
        this.pause()
        return Promise.reject(new DOMException('no gesture', 'NotAllowedError'))
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
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace', { browser })])
    await grace.page.reload()
    await grace.isOnline()
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await ada.button('Cancel').click()
    await expect(grace.incoming(ada)).toHaveCount(0)
    await connect(ada, grace)
  })

  test('Escape silences a call that rings on, and Enter answers it', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await grace.page.evaluate(() => {
      const { start, stop } = AudioBufferSourceNode.prototype
      const tones = new Set<AudioBufferSourceNode>()
      Object.assign(window, { tones })
      AudioBufferSourceNode.prototype.start = function (...when) {
        if (this.loop) tones.add(this)
        return start.apply(this, when)
      }
      AudioBufferSourceNode.prototype.stop = function (...when) {
        tones.delete(this)
        return stop.apply(this, when)
      }
    })
    const tones = () => grace.page.evaluate(() => (window as unknown as { tones: Set<unknown> }).tones.size)
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await expect(grace.button('Accept')).toBeFocused()
    await expect.poll(tones).toBe(1)
    // Keys count after a second.
    await grace.page.waitForTimeout(1_100)
    await grace.page.keyboard.press('Escape')
    await expect.poll(tones).toBe(0)
    await expect(grace.incoming(ada)).toContainText('Silenced')
    await grace.page.waitForTimeout(1_100)
    await grace.page.keyboard.press('Enter')
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    await hangUp(ada, grace)
  })

  test('the own picture and the own voice are never played back aloud; a meter shows the voice', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    const level = () =>
      grace.incoming(ada).evaluate((dialog) => {
        const levels = [...dialog.querySelectorAll<HTMLElement>('*')].map(({ style }) =>
          style.getPropertyValue('--level'),
        )
        return Math.max(0, ...levels.map(Number))
      })
    await expect.poll(level).toBeGreaterThan(0.1)
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
})
