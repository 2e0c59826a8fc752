import { expect, test } from 'vitest'
import { keepRole, type Negotiated } from './dtlsRole.ts'

const described = (type: RTCSdpType, setup: string): RTCSessionDescription => {
  const sdp = `v=0\r\nm=audio 9 x\r\na=setup:${setup}\r\nm=video 9 x\r\na=setup:active\r\n`
  return { type, sdp, toJSON: () => ({ type, sdp }) }
}
const negotiated = (
  currentLocalDescription: Negotiated['currentLocalDescription'],
  currentRemoteDescription: Negotiated['currentRemoteDescription'],
): Negotiated => ({ currentLocalDescription, currentRemoteDescription })

const offer = 'v=0\r\na=setup:actpass\r\nm=audio 9 x\r\na=setup:actpass\r\n'
const roleIn = (sdp: string) => new Set(sdp.match(/setup:\w+/g))

test.each([
  ['its author answered as client', negotiated(described('offer', 'actpass'), described('answer', 'active')), 'active'],
  [
    'its author answered as server',
    negotiated(described('offer', 'actpass'), described('answer', 'passive')),
    'passive',
  ],
  [
    'its author offered, and was answered by a client',
    negotiated(described('answer', 'active'), described('offer', 'actpass')),
    'passive',
  ],
  [
    'its author offered in a code, which counts as client',
    negotiated(described('answer', 'passive'), described('offer', 'active')),
    'active',
  ],
])('a later offer says the role its author has: %s', (_how, before, role) => {
  expect(roleIn(keepRole(offer, before))).toEqual(new Set([`setup:${role}`]))
})

test('a first offer, and one that names a role, stay as they are', () => {
  expect(keepRole(offer, negotiated(null, null))).toBe(offer)
  const passive = offer.replaceAll('actpass', 'passive')
  expect(keepRole(passive, negotiated(described('offer', 'actpass'), described('answer', 'active')))).toBe(passive)
})
