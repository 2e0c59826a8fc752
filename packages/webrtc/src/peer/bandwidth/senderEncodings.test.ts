import { expect, test } from 'vitest'
import { FakeSender } from '../../testing/fakeSender.ts'
import { flush } from '../../testing/index.ts'
import {
  createSenderControl,
  encodingsFor,
  pictureOf,
  type Senders,
  type Sending,
  VEILED_SIDE,
} from './senderEncodings.ts'

const direct: Sending = {
  ...{ screen: false, lessData: false, relayed: false, paused: false, mode: 'full' },
  ...{ veiled: false, beginning: false, width: 1280, side: 720 },
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

test.each([
  ['a camera', 1280, 720, 28, 16],
  ['a larger one', 3840, 2160, 28, 16],
  ['an old one', 640, 480, 21, 16],
  ['a phone held upright', 720, 1280, 16, 28],
  ['a very small one', 12, 12, 12, 12],
])(
  'a veiled picture is so coarse that it shows nobody: 16 pixels across its shorter side (%s)',
  (_what, width, height, w, h) => {
    const picture = pictureOf({ getSettings: () => ({ width, height }) })
    const { active, scaleResolutionDownBy } = encodingsFor({ ...direct, ...picture, veiled: true }).video
    expect(active).toBe(true)
    expect([width, height].map((side) => Math.round(side / scaleResolutionDownBy))).toEqual([w, h])
    expect(encodingsFor({ ...direct, ...picture }).video.scaleResolutionDownBy).toBe(1)
  },
)

test('T29: a veiled picture of unknown size is not sent, and one of which one side is known is as coarse as by that side', () => {
  const veiled = (settings: MediaTrackSettings) =>
    encodingsFor({ ...direct, ...pictureOf({ getSettings: () => settings }), veiled: true }).video
  for (const settings of [{}, { width: 0, height: 0 }, { width: 0, height: 720 }, { width: Number.NaN }, { width: -1 }])
    expect(veiled(settings).active).toBe(false)
  expect(encodingsFor({ ...direct, ...pictureOf(null), veiled: true }).video.active).toBe(false)
  expect(encodingsFor({ ...direct, ...pictureOf(null) }).video.active).toBe(true)
  expect(veiled({ width: 640 })).toMatchObject({ active: true, scaleResolutionDownBy: 40 })
  expect(veiled({ height: 640 })).toMatchObject({ active: true, scaleResolutionDownBy: 40 })
})

test('a camera begins at most 640 pixels across, a screen as it is, and a veiled picture remains so', () => {
  const scale = (changes: Partial<Sending>) =>
    encodingsFor({ ...direct, beginning: true, ...changes }).video.scaleResolutionDownBy
  expect([scale({}), scale({ width: null }), scale({ width: 320 }), scale({ screen: true })]).toEqual([2, 2, 1, 1])
  expect(scale({ veiled: true })).toBe(720 / VEILED_SIDE)
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
