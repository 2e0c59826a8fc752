import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { patterns, render } from './patterns.ts'
import { createTones } from './tones.ts'

class FakeContext extends EventTarget {
  static open = 0
  sampleRate = 8_000
  state = 'suspended'
  destination = {}
  playing = false
  /** As in a browser, `resume` waits for a gesture and `close` rejects it. */
  rejectResume = (_reason: Error) => {}
  resume = vi.fn(
    () =>
      new Promise<void>((_resolve, reject) => {
        this.rejectResume = reject
      }),
  )
  constructor() {
    super()
    FakeContext.open += 1
  }
  createBuffer = () => ({ copyToChannel: () => undefined })
  createBufferSource = () => ({
    connect: () => undefined,
    start: () => {
      this.playing = true
    },
    stop: () => {
      this.playing = false
    },
  })
  close = async () => {
    FakeContext.open -= 1
    this.rejectResume(new DOMException('closed before a pending resume() could complete', 'InvalidStateError'))
  }
}

let contexts: FakeContext[] = []
const gestures = new EventTarget()
const setup = () =>
  createTones({
    gestures,
    createAudioContext() {
      const context = new FakeContext()
      contexts.push(context)
      // A cast: the object has only the methods that tones use.
      return context as unknown as AudioContext
    },
  })

beforeEach(() => {
  contexts = []
})
afterEach(() => expect(FakeContext.open).toBe(0))

it('plays one tone at a time, and repeating it does not start it again', () => {
  const tones = setup()
  tones.play('ringtone')
  tones.play('ringtone')
  expect(contexts).toHaveLength(1)
  tones.play('ringback')
  expect(contexts.map(({ playing }) => playing)).toEqual([false, true])
  tones.play(null)
})

it('no ringtone goes on after the end, however often it ends', () => {
  const tones = setup()
  tones.play('ringtone')
  tones.play(null)
  tones.play(null)
  expect(contexts[0]?.playing).toBe(false)
})

it('fifty calls in a row leave no audio context open', () => {
  const tones = setup()
  for (let call = 0; call < 50; call++) {
    tones.play('ringtone')
    tones.play(null)
  }
  expect(contexts).toHaveLength(50)
})

it('is silent where there is no Web Audio, and a later tone tries again', () => {
  let broken = true
  const tones = createTones({
    gestures,
    createAudioContext() {
      if (broken) throw new DOMException('too many contexts', 'NotSupportedError')
      return new FakeContext() as unknown as AudioContext
    },
  })
  tones.play('ringtone')
  broken = false
  tones.play('ringback')
  expect(FakeContext.open).toBe(1)
  tones.play(null)
})

it('starts at the next gesture if the browser requires one', () => {
  const tones = setup()
  tones.play('ringtone')
  contexts[0]?.resume.mockClear()
  if (contexts[0]) contexts[0].state = 'suspended'
  gestures.dispatchEvent(new Event('touchend'))
  expect(contexts[0]?.resume).toHaveBeenCalledOnce()
  tones.play(null)
  gestures.dispatchEvent(new Event('touchend'))
  expect(contexts[0]?.resume).toHaveBeenCalledOnce()
})

it.each(Object.entries(patterns))('the %s is audible, ends in silence, and never clips or clicks', (_name, pattern) => {
  const samples = render(pattern, 48_000)
  expect(samples.length).toBe(Math.round(pattern.round * 48_000))
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  expect(peak).toBeGreaterThan(0.05)
  expect(peak).toBeLessThan(1)
  expect(samples[0]).toBe(0)
  expect(samples.at(-1)).toBe(0)
  const steps = samples.slice(1).map((sample, n) => Math.abs(sample - (samples[n] ?? 0)))
  expect(steps.reduce((most, step) => Math.max(most, step))).toBeLessThan(0.15)
})
