import { expect, it } from 'vitest'
import { DeviceLinkHandshake, Handshake } from './handshake.ts'

const handshake = {
  ...{ protocol: 1, userId: 'ada', deviceId: 'device-0000000000', root: `BB${'A'.repeat(85)}`, certificates: [] },
  proof: `e30.e30.${'A'.repeat(86)}`,
}

it('a device says who it is, of which ID, and proves it', () => {
  expect(Handshake.parse(handshake)).toEqual(handshake)
})

it.each(Object.keys(handshake))('a device that leaves out its %s is not let in', (field) => {
  expect(Handshake.safeParse({ ...handshake, [field]: undefined }).success).toBe(false)
})

it('a browser of no ID yet names only the device link it has come by', () => {
  expect(DeviceLinkHandshake.safeParse({ protocol: 1 }).success).toBe(false)
  expect(DeviceLinkHandshake.safeParse(handshake).success).toBe(false)
})
