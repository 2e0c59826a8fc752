import { expect, it } from 'vitest'
import { parseControl } from './control.ts'

it('reads a whole state', () => {
  const message = { type: 'media', seq: 3, microphone: true, camera: false, screen: true }
  expect(parseControl(JSON.stringify(message))).toEqual(message)
})

it.each([
  ['not JSON', '{'],
  ['another type', '{"type":"shout"}'],
  ['a field too many', '{"type":"media","seq":1,"microphone":true,"camera":true,"screen":false,"x":1}'],
  ['something binary', new ArrayBuffer(8)],
  ['something huge', JSON.stringify({ type: 'media', pad: 'x'.repeat(10_000) })],
])('is null for %s', (_name, data) => {
  expect(parseControl(data)).toBeNull()
})
