import { expect, test } from 'vitest'
import { FakeSender } from '../../testing/fakeSender.ts'
import { flush } from '../../testing/index.ts'
import { createSenderControl, encodingsFor, type Senders, type Sending } from './senderEncodings.ts'

const direct: Sending = {
  ...{ screen: false, lessData: false, relayed: false, paused: false, mode: 'full' },
  ...{ veiled: false, beginning: false, width: 1280 },
}

test.each<[what: string, changes: Partial<Sending>, videoBps: number, voiceBps: number]>([
  ['directly', {}, 2_000_000, 32_000],
  ['over a relay', { relayed: true }, 1_000_000, 32_000],
  ['with less data', { lessData: true }, 300_000, 32_000],
  ['with less data over a relay', { lessData: true, relayed: true }, 300_000, 32_000],
  ['while a picture is tried', { mode: 'trial', lessData: true }, 100_000, 32_000],
  ['while the line bears voice alone', { mode: 'voiceOnly' }, 100_000, 16_000],
  ['a screen on such a line', { mode: 'voiceOnly', screen: true }, 2_000_000, 16_000],
])('the lowest limit holds: %s', (_what, changes, videoBps, voiceBps) => {
  const { audio, video } = encodingsFor({ ...direct, ...changes })
  expect([video.maxBitrate, audio.maxBitrate]).toEqual([videoBps, voiceBps])
})

test('a camera keeps its motion, a screen its sharpness, and a paused sender is off', () => {
  expect(encodingsFor(direct).video).toMatchObject({ active: true, degradationPreference: 'maintain-framerate' })
  expect(encodingsFor({ ...direct, screen: true }).video.degradationPreference).toBe('maintain-resolution')
  expect(encodingsFor({ ...direct, paused: true }).video.active).toBe(false)
})

test('a veiled picture is so coarse that it shows nobody, for any camera, also one of unknown size', () => {
  const across = (width: number | null, real: number) =>
    real / encodingsFor({ ...direct, veiled: true, width }).video.scaleResolutionDownBy
  expect([across(1280, 1280), across(3840, 3840), across(null, 1280)].every((pixels) => pixels <= 24)).toBe(true)
  expect(encodingsFor(direct).video.scaleResolutionDownBy).toBe(1)
})

test('a camera begins at most 640 pixels across, a screen as it is, and a veiled picture remains so', () => {
  const scale = (changes: Partial<Sending>) =>
    encodingsFor({ ...direct, beginning: true, ...changes }).video.scaleResolutionDownBy
  expect([scale({}), scale({ width: null }), scale({ width: 320 }), scale({ screen: true })]).toEqual([2, 2, 1, 1])
  expect(scale({ veiled: true })).toBeGreaterThan(50)
})

function setup() {
  let negotiated = true
  const audio = new FakeSender(
    'audio',
    () => negotiated,
    () => undefined,
  )
  // It has what is used of a sender, and not the rest.
  const senders = { audio, video: null } as unknown as Senders
  const control = createSenderControl(() => senders)
  const setNegotiated = (now: boolean) => {
    negotiated = now
  }
  return { audio, control, setNegotiated }
}

const bps = (sender: FakeSender) => sender.parameters.encodings[0]?.maxBitrate

test('wishes made while a change is under way come after it, and only the latest', async () => {
  const { audio, control } = setup()
  for (const maxBitrate of [10_000, 20_000, 30_000]) {
    control.apply({ ...encodingsFor(direct), audio: { maxBitrate } })
  }
  await flush()
  expect(bps(audio)).toBe(30_000)
  expect(audio).toMatchObject({ changes: 2, refusals: 0 })
})

test('before the first negotiation there is nothing to set; after it there is', async () => {
  const { audio, control, setNegotiated } = setup()
  setNegotiated(false)
  control.apply(encodingsFor(direct))
  await flush()
  expect(audio).toMatchObject({ changes: 0, refusals: 0 })
  setNegotiated(true)
  control.apply(encodingsFor(direct))
  await flush()
  expect(bps(audio)).toBe(32_000)
})

test('refused limits are set at the next poll', async () => {
  const { audio, control } = setup()
  control.apply(encodingsFor(direct))
  // Somebody else reads in between, as a negotiation might.
  audio.refuseNext = true
  await flush()
  control.apply({ ...encodingsFor(direct), audio: { maxBitrate: 20_000 } })
  await flush()
  expect(audio.refusals).toBe(1)
  control.apply({ ...encodingsFor(direct), audio: { maxBitrate: 20_000 } })
  await flush()
  expect(bps(audio)).toBe(20_000)
})
