import { createFakeClock } from '@parley/protocol/testing'
import { expect, test } from 'vitest'
import { FakeDataChannel } from '../../testing/fakeDataChannel.ts'
import { createControlChannel } from './controlChannel.ts'

function setUp() {
  const channel = new FakeDataChannel('control', {}, { up: true, tamper: null })
  const heard: unknown[] = []
  // As much of a channel as is used here.
  const connection = { createDataChannel: () => channel as unknown as RTCDataChannel }
  createControlChannel(connection, createFakeClock(), {
    told: (media) => heard.push(media),
    signalled: (signal) => heard.push(signal),
    left: (reason) => heard.push(reason),
  })
  channel.open(channel)
  return { heard, hear: (message: object) => channel.deliver(JSON.stringify(message)) }
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
