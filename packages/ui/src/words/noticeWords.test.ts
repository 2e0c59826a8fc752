import { expect, it } from 'vitest'
import type { DeviceNotice } from '../types/call.ts'
import { deviceNoticeWords, voiceWords } from './noticeWords.ts'

const notice: DeviceNotice = { kind: 'camera', gone: 'Desk Camera', unplugged: true, now: 'FaceTime Camera' }

it.each<[Partial<DeviceNotice>, string]>([
  [{}, 'Desk Camera was unplugged. Using FaceTime Camera.'],
  [{ unplugged: false }, 'Desk Camera stopped working. Using FaceTime Camera.'],
  [{ gone: null, now: 'Desk Camera' }, 'Desk Camera is back in use.'],
  [{ kind: 'microphone', gone: '', now: '' }, 'Your microphone was unplugged. Using another one.'],
  [{ kind: 'microphone', gone: null, now: '' }, 'Your microphone is back in use.'],
])('say of a device that went or came back: %o', (change, words) => {
  expect(deviceNoticeWords({ ...notice, ...change })).toBe(words)
})

it('leave out the numbers by which a browser tells makers and models apart, and no other brackets', () => {
  expect(deviceNoticeWords({ ...notice, gone: 'HD Webcam (046d:0825)', now: 'Camera (Built-in)' })).toBe(
    'HD Webcam was unplugged. Using Camera (Built-in).',
  )
})

it('say what is odd about the own voice and what to do', () => {
  expect(voiceWords('silent')).toBe('Your microphone is silent. Check it, or choose another.')
  expect(voiceWords('mutedSpeech')).toBe('You are muted.')
})
