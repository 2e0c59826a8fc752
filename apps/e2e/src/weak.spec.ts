import { connect, hangUp, type Person } from './support/person.ts'
import { expect, THOROUGH, test } from './support/test.ts'

interface Sending {
  bitrate: number | undefined
  priority: string | undefined
  degradation: string | undefined
}

/** The encoding parameters of the senders of a person's open connection, by kind. */
function sending({ page }: Person): Promise<Record<string, Sending>> {
  return page.evaluate(() => {
    const open = window.probe.connections.filter(({ connectionState }) => connectionState === 'connected')
    const senders = open.flatMap((connection) => connection.getTransceivers())
    return Object.fromEntries(
      senders.map(({ sender, receiver }) => {
        const { encodings, degradationPreference } = sender.getParameters()
        const [encoding] = encodings
        return [
          receiver.track.kind,
          { bitrate: encoding?.maxBitrate, priority: encoding?.priority, degradation: degradationPreference },
        ]
      }),
    )
  })
}

/** The `fmtp` of opus in the remote description. */
function askedByOther({ page }: Person): Promise<string> {
  return page.evaluate(() => {
    const sdp = window.probe.connections.at(-1)?.remoteDescription?.sdp ?? ''
    const type = /^a=rtpmap:(\d+) opus/m.exec(sdp)?.[1]
    return new RegExp(`^a=fmtp:${type} (.*)$`, 'm').exec(sdp)?.[1] ?? ''
  })
}

const badge = ({ page }: Person) => page.getByRole('img', { name: /^Connection: (excellent|good|poor)$/ })

/** Fakes the available outgoing bit rate in the statistics; call it before the call. */
const believeIn = ({ page }: Person, bps: number) =>
  page.evaluate((believed) => {
    Object.assign(window, { believed })
    const read = RTCPeerConnection.prototype.getStats
    RTCPeerConnection.prototype.getStats = async function (...asked) {
      const report = await read.apply(this, asked)
      const stats = [...report.values()].map((stat) =>
        stat.type === 'candidate-pair'
          ? { ...stat, availableOutgoingBitrate: (window as unknown as { believed: number }).believed }
          : stat,
      )
      return new Map(stats.map((stat) => [stat.id, stat]))
    }
  }, bps)

async function useLessData({ page }: Person): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('switch', { name: 'Use less data' }).check()
  await page.getByRole('button', { name: 'Back' }).click()
}

test.describe('voice first', () => {
  test('senders have their limits, speech asks for FEC and DTX, and the badge shows', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    for (const person of [ada, grace]) {
      await expect
        .poll(() => sending(person))
        .toEqual({
          audio: { bitrate: 32_000, priority: 'high' },
          video: { bitrate: 2_000_000, priority: 'low', degradation: 'maintain-framerate' },
        })
      const asked = (await askedByOther(person)).split(';')
      expect(asked).toEqual(expect.arrayContaining(['useinbandfec=1', 'usedtx=1']))
      await expect(badge(person)).toBeVisible()
    }
    await hangUp(ada, grace)
  })

  test('"Use less data" holds for calls, is remembered, and can be changed in one; it never costs the voice', async ({
    meet,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await useLessData(ada)
    await ada.page.reload()
    await ada.isOnline()
    await connect(ada, grace)
    await expect.poll(async () => (await sending(ada)).video?.bitrate).toBe(300_000)
    expect((await sending(ada)).audio?.bitrate).toBe(32_000)
    expect((await sending(grace)).video?.bitrate).toBe(2_000_000)

    await ada.page.mouse.move(300, 300)
    await ada.button('Choose devices').click()
    const lessData = ada.page.getByRole('switch', { name: 'Use less data' })
    await lessData.uncheck()
    await expect.poll(async () => (await sending(ada)).video?.bitrate).toBe(2_000_000)
    await lessData.check()
    await expect.poll(async () => (await sending(ada)).video?.bitrate).toBe(300_000)
    await ada.page.keyboard.press('Escape')
    await hangUp(ada, grace)
  })

  test('on a narrow line the camera is paused with words, and comes back by itself', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await believeIn(ada, 40_000)
    await connect(ada, grace)
    const words = ada.page.getByText('Your camera is paused: the connection is weak.')
    await expect(words).toBeVisible({ timeout: 60_000 })
    await expect(ada.page.getByLabel('Your video')).toBeVisible()
    await expect(grace.page.getByLabel('Remote video')).toBeHidden()
    await grace.hears()
    expect((await sending(ada)).audio?.bitrate).toBe(16_000)
    const { framesSent } = await ada.media()
    await ada.page.evaluate(() => Object.assign(window, { believed: 300_000 }))
    await expect(words).toBeHidden({ timeout: 60_000 })
    await grace.seesAndHears()
    expect((await ada.media()).framesSent).toBeGreaterThan(framesSent)
    await expect(grace.page.getByLabel('Remote video')).toBeVisible()
    await hangUp(ada, grace)
  })

  test('somebody who insists on video keeps it for this call', THOROUGH, async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await believeIn(ada, 40_000)
    await connect(ada, grace)
    await ada.button('Keep video on').click()
    await expect(ada.button('Keep video on')).toBeHidden()
    await grace.seesAndHears()
    await expect(grace.page.getByLabel('Remote video')).toBeVisible()
    await hangUp(ada, grace)
  })
})
