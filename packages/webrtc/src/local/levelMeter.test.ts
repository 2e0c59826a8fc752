import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeTrack } from '../testing/index.ts'
import { createLevelMeter } from './levelMeter.ts'

class FakeAudioContext extends EventTarget {
  state: AudioContextState = 'suspended'
  /** The person has touched the page. */
  allowed = false
  loudness = 0
  readonly connections: unknown[] = []
  createMediaStreamSource = () => ({ connect: (to: unknown) => this.connections.push(to), disconnect: () => undefined })
  createAnalyser = () => ({
    fftSize: 32,
    getFloatTimeDomainData: (samples: Float32Array) => samples.fill(this.loudness),
  })
  resume = vi.fn(async () => {
    if (this.allowed) this.state = 'running'
  })
  close = vi.fn(async () => {
    this.state = 'closed'
  })
}

const track = new FakeTrack('audio', null).asTrack()
let page = new EventTarget()

beforeEach(() => {
  page = new EventTarget()
  vi.stubGlobal('document', page)
  vi.stubGlobal('MediaStream', class {})
})
afterEach(() => vi.unstubAllGlobals())

function open() {
  const context = new FakeAudioContext()
  // It has what the meter uses of a context.
  const meter = createLevelMeter(track, () => context as unknown as AudioContext)
  return { context, meter }
}

test('a suspended meter reads silence until the person touches the page, then loudness from 0 to 1', () => {
  const { context, meter } = open()
  // Somebody who speaks quietly: about -34 dB.
  context.loudness = 0.02
  expect(meter.read()).toBe(0)
  context.allowed = true
  page.dispatchEvent(new Event('touchend'))
  expect(meter.read()).toBeCloseTo(0.5, 1)
  context.loudness = 1
  expect(meter.read()).toBe(1)
  meter.close()
})

test('a meter closes its context once, forgets the page and never stops the track', () => {
  const { context, meter } = open()
  meter.close()
  meter.close()
  context.resume.mockClear()
  page.dispatchEvent(new Event('click'))
  expect(context.close).toHaveBeenCalledOnce()
  expect(context.resume).not.toHaveBeenCalled()
  expect(meter.read()).toBe(0)
  expect(track.readyState).toBe('live')
})

test('one hears nothing of oneself: the meter leads only to its analyser', () => {
  const { context, meter } = open()
  expect(context.connections).toHaveLength(1)
  expect(context.connections[0]).toHaveProperty('getFloatTimeDomainData')
  meter.close()
})

test('the amplitude is exactly zero for digital silence alone, and unknown while the meter does not run', () => {
  const { context, meter } = open()
  expect(meter.amplitude()).toBeNull()
  context.allowed = true
  page.dispatchEvent(new Event('click'))
  expect(meter.amplitude()).toBe(0)
  context.loudness = 1e-7
  expect(meter.amplitude()).toBeGreaterThan(0)
  meter.close()
  expect(meter.amplitude()).toBeNull()
})

test('a track that cannot be measured leaves no context open', () => {
  const context = Object.assign(new FakeAudioContext(), {
    createMediaStreamSource: () => {
      throw new DOMException('another sample rate', 'NotSupportedError')
    },
  })
  expect(() => createLevelMeter(track, () => context as unknown as AudioContext)).toThrow('another sample rate')
  expect(context.close).toHaveBeenCalledOnce()
})
