import { afterEach, expect, it, vi } from 'vitest'
import { canChooseSpeaker, hasSpeakerPicker, pickSpeaker } from './speakers.ts'

afterEach(() => vi.unstubAllGlobals())

/** A browser with or without `setSinkId` and a picker. */
function browser({ sinks, pick }: { sinks: boolean; pick?: () => Promise<unknown> }) {
  class Element {}
  if (sinks) Reflect.set(Element.prototype, 'setSinkId', () => Promise.resolve())
  vi.stubGlobal('HTMLMediaElement', Element)
  vi.stubGlobal('navigator', { mediaDevices: pick ? { selectAudioOutput: pick } : {} })
}

it('a browser without setSinkId chooses no speaker, even if it could list some', () => {
  browser({ sinks: false, pick: () => Promise.resolve({}) })
  expect([canChooseSpeaker(), hasSpeakerPicker()]).toEqual([false, false])
})

it('a picker that was closed picks nothing, and one that was used names the speaker', async () => {
  browser({ sinks: true, pick: () => Promise.resolve({ deviceId: 'hall', label: 'Hall', kind: 'audiooutput' }) })
  expect(hasSpeakerPicker()).toBe(true)
  await expect(pickSpeaker()).resolves.toEqual({ deviceId: 'hall', label: 'Hall' })
  browser({ sinks: true, pick: () => Promise.reject(new DOMException('', 'NotAllowedError')) })
  await expect(pickSpeaker()).resolves.toBeNull()
})

it('a browser that lists its speakers needs no picker', async () => {
  browser({ sinks: true })
  expect([canChooseSpeaker(), hasSpeakerPicker()]).toEqual([true, false])
  await expect(pickSpeaker()).resolves.toBeNull()
})
