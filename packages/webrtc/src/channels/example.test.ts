import { expect, test } from 'vitest'
import { connectBoth, connected, useWorld } from '../testing/useWorld.ts'
import type { Channel } from './channels.ts'
import type { ChannelPayload } from './envelope.ts'

const scene = useWorld()

// From here to the next line of this kind: the example of docs/channels.md.

const paddleOf = (payload: ChannelPayload) =>
  typeof payload === 'number' && payload >= 0 && payload <= 1 ? payload : undefined

function playPaddles(channel: Channel, draw: (theirs: number, ageMs: number | null) => void) {
  const stop = channel.subscribe('paddle', paddleOf, ({ payload, sentAt }) =>
    draw(payload, sentAt === null ? null : performance.now() - sentAt),
  )
  return { move: (mine: number) => channel.send('paddle', mine), stop }
}

// To here.

test('a game that knows nothing but a channel goes on over a reload, and stops with the call', async () => {
  const { world, ada, bob } = scene
  const drawn: number[] = []
  const mine = playPaddles(ada.session.channel('inputs'), () => undefined)
  const theirs = playPaddles(bob.session.channel('inputs'), (paddle) => void drawn.push(paddle))
  expect(mine.move(0.1)).toBe(false)
  await connectBoth(scene)
  expect(mine.move(0.2)).toBe(true)
  // It does not fit, so the other side does not draw it.
  expect(mine.move(2)).toBe(true)
  await world.run()
  bob.session.sync(connected(ada, {}, undefined, 1))
  ada.session.sync(connected(bob, {}, undefined, 1))
  await world.run(1_000)
  expect(mine.move(0.3)).toBe(true)
  await world.run()
  theirs.stop()
  mine.move(0.4)
  await world.run()
  expect(drawn).toEqual([0.2, 0.3])
})
