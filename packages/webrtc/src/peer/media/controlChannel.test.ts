import { createFakeClock } from '@parley/protocol/testing'
import { expect, test } from 'vitest'
import { createInboundBudget } from '../../channels/inboundBudget.ts'
import { FakeDataChannel } from '../../testing/fakeDataChannel.ts'
import { createControlChannel } from './controlChannel.ts'

function setUp() {
  const channel = new FakeDataChannel('control', {}, { up: true, tamper: null })
  const heard: unknown[] = []
  // As much of a channel as is used here.
  const connection = { createDataChannel: () => channel as unknown as RTCDataChannel }
  const clock = createFakeClock()
  const floods = { count: 0 }
  createControlChannel(connection, clock, createInboundBudget(clock), {
    told: (media) => heard.push(media),
    signalled: (signal) => heard.push(signal),
    left: (reason) => heard.push(reason),
    flooded: () => void floods.count++,
  })
  channel.open(channel)
  return { heard, floods, clock, hear: (message: object) => channel.deliver(JSON.stringify(message)) }
}

test('a message that is repeated, or comes after a later one, does not show a camera as it was before', () => {
  const { heard, hear } = setUp()
  const on = { microphone: true, camera: true, screen: false, veiled: false }
  const off = { ...on, camera: false }
  for (const [seq, media] of [
    [1, off],
    [2, on],
    [2, off],
    [1, off],
    [3, off],
  ] as const)
    hear({ type: 'media', seq, ...media })
  expect(heard).toEqual([off, on, off])
})

test('T35: a person who holds the key that mutes is heard; a program that tells its state all the time is a flood', () => {
  const { heard, floods, clock, hear } = setUp()
  const on = { microphone: true, camera: true, screen: false }
  let seq = 0
  const tell = () => {
    seq += 1
    hear({ type: 'media', seq, ...on, microphone: seq % 2 === 0 })
  }
  for (let press = 0; press < 30 * 60; press += 1) {
    tell()
    clock.advance(1_000 / 30)
  }
  expect([heard.length, floods.count]).toEqual([1_800, 0])
  for (let n = 0; n < 1_000; n += 1) tell()
  expect(floods.count).toBeGreaterThan(300)
  expect(heard.length).toBeLessThan(2_500)
})
