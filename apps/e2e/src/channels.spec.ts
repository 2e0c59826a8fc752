import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
// Imported only for its declarations on `window`.
import type {} from './channelPage.ts'
import { bundle, openNobodysPage } from './support/nobodysPage.ts'
import { connect, hangUp } from './support/person.ts'
import { expect, THOROUGH, test } from './support/test.ts'

declare global {
  interface Window {
    channels: RTCDataChannel[]
  }
}

/** Records every data channel that the page creates from now on. */
async function noteChannels(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.channels = []
    const create = RTCPeerConnection.prototype.createDataChannel
    RTCPeerConnection.prototype.createDataChannel = function (...given) {
      const channel = create.apply(this, given)
      window.channels.push(channel)
      return channel
    }
  })
}

interface Pong {
  bytes: number
  version: number
  kind: number
  from: number
  typeLength: number
  session: number
  /** The other side's clock minus this one's, and the round trip. Milliseconds. */
  offset: number
  delay: number
}

/** Sends pings as in docs/protocol.md over the page's newest `inputs` channel until one is answered. */
async function askTime(page: Page, session: number): Promise<Pong> {
  return page.evaluate(async (run) => {
    const channel = window.channels.findLast(({ label }) => label === 'inputs')
    if (!channel) throw new Error('No inputs')
    if (channel.readyState !== 'open') await new Promise((resolve) => channel.addEventListener('open', resolve))
    const now = () => performance.now()
    // Higher than the engine's own numbers.
    const first = 1_000_000
    for (let seq = first; seq < first + 20; seq += 1) {
      const ping = new DataView(new ArrayBuffer(20))
      ping.setUint8(0, 1)
      ping.setUint32(4, run)
      ping.setUint32(8, seq)
      const sentAt = now()
      ping.setFloat64(12, sentAt)
      const answered = new Promise<DataView | null>((resolve) => {
        channel.addEventListener('message', ({ data }) => {
          const pong = new DataView(data)
          if (pong.getUint32(8) === seq) resolve(pong)
        })
        setTimeout(resolve, 500, null)
      })
      channel.send(ping.buffer)
      const pong = await answered
      const arrivedAt = now()
      if (!pong) continue
      const [theirs, receivedAt] = [pong.getFloat64(12), pong.getFloat64(20)]
      return {
        bytes: pong.byteLength,
        version: pong.getUint8(0),
        kind: pong.getUint8(1),
        from: pong.getUint8(2),
        typeLength: pong.getUint8(3),
        session: pong.getUint32(4),
        offset: (receivedAt - sentAt + (theirs - arrivedAt)) / 2,
        delay: arrivedAt - sentAt - (theirs - receivedAt),
      }
    }
    throw new Error('Nobody answers')
  }, session)
}

test('two pages in a call have the documented channels, answer each other over them, and do so again after a reload', async ({
  meet,
}) => {
  const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
  await noteChannels(ada.page)
  await connect(ada, grace)
  const channels = await ada.page.evaluate(() =>
    window.channels.map(({ label, id, negotiated, ordered, maxRetransmits }) => [
      ...[label, id, negotiated, ordered, maxRetransmits],
    ]),
  )
  expect(channels).toEqual([
    ['control', 0, true, true, null],
    ['bulk', 1, true, false, null],
    ['inputs', 2, true, false, 0],
  ])
  const { offset, delay, ...pong } = await askTime(ada.page, 0)
  expect(pong).toEqual({ bytes: 28, version: 1, kind: 1, from: 1, typeLength: 0, session: 0 })
  // Each page has a monotonic clock of its own, which began when the page did.
  const [mine, theirs] = await Promise.all([ada, grace].map(({ page }) => page.evaluate(() => performance.timeOrigin)))
  expect(Math.abs(offset - (mine ?? Number.NaN) + (theirs ?? Number.NaN))).toBeLessThanOrEqual(delay / 2 + 2)

  await ada.page.evaluate(() => {
    const channel = window.channels.find(({ label }) => label === 'inputs')
    for (let length = 0; length < 2_000; length += 20) {
      const bytes = crypto.getRandomValues(new Uint8Array(length))
      channel?.send(bytes)
      bytes.set([1, 2, 0, 1].slice(0, length))
      channel?.send(bytes)
    }
    channel?.send('{"type":"bye"}')
  })
  await askTime(ada.page, 0)

  await grace.page.reload({ waitUntil: 'commit' })
  await expect.poll(() => ada.page.evaluate(() => window.channels.length)).toBe(6)
  expect((await askTime(ada.page, 1)).session).toBe(1)
  await expect(grace.inCall(ada)).toBeVisible()
  await hangUp(ada, grace)
})

test(
  "somebody with a channel sends JSON and bytes, learns the other side's time, and goes on after a reload",
  THOROUGH,
  async ({ launch }) => {
    // Without microphone permission a page offers mDNS names, which not every machine can resolve.
    const browser = await launch({ disable: ['WebRtcHideLocalIpsWithMdns'] })
    const script = await bundle(fileURLToPath(new URL('channelPage.ts', import.meta.url)), 'channelPage')
    const page = await openNobodysPage(await browser.newContext(), script)
    const heard = await page.evaluate(async () => {
      const [ada, bob] = window.sides
      const channel = ada.channel('inputs')
      const noted: unknown[] = []
      const note = (value: unknown) => void noted.push(value)
      const whole = (payload: unknown) => payload
      bob.channel('inputs').subscribe('move', whole, ({ payload, from, session }) => note([payload, from, session]))
      bob
        .channel('inputs')
        .subscribe('raw', whole, ({ payload }) => note(payload instanceof ArrayBuffer && payload.byteLength))
      bob.channel('inputs').subscribe('last', whole, () => note('last'))
      const ready = () => new Promise<void>((resolve) => channel.onReady(resolve))
      /** Sends until a message has arrived, because the other end may open later. */
      const last = async () => {
        const before = noted.length
        while (!noted.slice(before).includes('last')) {
          channel.send('last', null)
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
        noted.splice(before)
      }
      const heard: unknown[] = []
      for (const attempt of [0, 1]) {
        const whenReady = ready()
        window.connectSides(attempt)
        await whenReady
        await last()
        const before = noted.length
        const first = (isMove: boolean) => noted.slice(before).find((one) => Array.isArray(one) === isMove)
        // `inputs` is unreliable and unordered.
        while (first(true) === undefined || first(false) === undefined) {
          channel.send('move', { x: attempt, keys: ['left'] })
          channel.send('raw', new ArrayBuffer(1_000))
          await new Promise((resolve) => setTimeout(resolve, 100))
        }
        heard.push(first(true), first(false))
      }
      return heard
    })
    expect(heard).toEqual([[{ x: 0, keys: ['left'] }, 0, 0], 1_000, [{ x: 1, keys: ['left'] }, 0, 1], 1_000])

    const bulk = await page.evaluate(async () => {
      const [ada, bob] = window.sides
      const [channel, blocks] = [ada.channel('bulk'), 200]
      const seen = new Set<number>()
      bob.channel('bulk').subscribe(
        'block',
        (payload) => payload,
        ({ seq }) => void seen.add(seq),
      )
      let refused = 0
      for (let block = 0; block < blocks; block += 1) {
        while (!channel.send('block', new ArrayBuffer(16_000))) {
          refused += 1
          await new Promise<void>((resolve) => {
            const stop = channel.onReady(() => {
              stop()
              resolve()
            })
          })
        }
      }
      while (seen.size < blocks) await new Promise((resolve) => setTimeout(resolve, 20))
      return { refused: refused > 0, ...channel.state() }
    })
    expect(bulk).toMatchObject({ refused: true, sent: 200 })

    const readState = () => page.evaluate(() => window.sides[0].channel('inputs').state())
    await expect.poll(async () => (await readState()).roundTripMs).not.toBeNull()
    const { roundTripMs, clockOffsetMs } = await readState()
    // Both sides read the same clock in whole milliseconds.
    expect(Math.abs(clockOffsetMs ?? Number.NaN)).toBeLessThanOrEqual((roundTripMs ?? 0) / 2 + 1)
    await page.evaluate(() => {
      for (const session of window.sides) session.close()
    })
  },
)
