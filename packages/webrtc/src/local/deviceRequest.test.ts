import { expect, test } from 'vitest'
import type { DeviceKind, Permission } from '../ports.ts'
import { constraintsFor, judge, type Verdict } from './deviceRequest.ts'

const microphone = { kind: 'microphone', deviceId: null } as const
const camera = { kind: 'camera', deviceId: null } as const
const chosen = { kind: 'camera', deviceId: 'cam-2' } as const

test.each<[string, Permission, Verdict]>([
  ['NotAllowedError', 'denied', 'denied'],
  ['NotAllowedError', 'prompt', 'dismissed'],
  ['NotAllowedError', 'granted', 'denied'],
  ['NotAllowedError', 'unknown', 'denied'],
  ['NotFoundError', 'granted', 'missing'],
  ['NotReadableError', 'granted', 'inUse'],
  ['AbortError', 'granted', 'inUse'],
  ['SecurityError', 'unknown', 'insecure'],
  ['NotSupportedError', 'unknown', 'unsupported'],
  ['TypeError', 'unknown', 'unknown'],
])('asked alone, %s with the permission %s means %s', (error, permission, verdict) => {
  expect(judge(error, camera, [camera], { microphone: 'prompt', camera: permission })).toBe(verdict)
})

test.each<[string, Record<DeviceKind, Permission>, Verdict, Verdict]>([
  ['NotAllowedError', { microphone: 'prompt', camera: 'prompt' }, 'dismissed', 'dismissed'],
  ['NotAllowedError', { microphone: 'prompt', camera: 'denied' }, 'askAlone', 'denied'],
  ['NotAllowedError', { microphone: 'granted', camera: 'prompt' }, 'askAlone', 'dismissed'],
  ['NotAllowedError', { microphone: 'unknown', camera: 'unknown' }, 'askAlone', 'askAlone'],
  ['NotFoundError', { microphone: 'unknown', camera: 'unknown' }, 'askAlone', 'askAlone'],
  ['NotReadableError', { microphone: 'unknown', camera: 'unknown' }, 'askAlone', 'askAlone'],
])('asked together, %s with %o means %s for the microphone and %s for the camera', (error, permissions, mic, cam) => {
  const asked = [microphone, camera]
  expect(asked.map((one) => judge(error, one, asked, permissions))).toEqual([mic, cam])
})

test('a chosen device that is not there is asked for again as the default', () => {
  const permissions = { microphone: 'granted', camera: 'granted' } as const
  expect(judge('NotFoundError', chosen, [chosen], permissions)).toBe('askDefault')
  expect(judge('OverconstrainedError', chosen, [chosen], permissions)).toBe('askDefault')
})

test('only a chosen device is asked for exactly, and echo is always cancelled', () => {
  expect(constraintsFor([microphone])).toEqual({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  })
  expect(constraintsFor([chosen])).toEqual({
    video: {
      deviceId: { exact: 'cam-2' },
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30 },
    },
  })
})
