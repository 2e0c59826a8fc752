import { expect, test } from 'vitest'
import type { PlayerIndex } from './channel.ts'
import { createPlayTable } from './table.ts'
import { createWorld } from './testing/world.ts'

function twoTables(seed = 1, jitterMs = 0) {
  const world = createWorld(seed, { delayMs: 50, jitterMs })
  let games = 100
  const side = (player: PlayerIndex) =>
    createPlayTable({ bulk: world.bulk[player], player, clock: world.clock(), newGame: () => games++ })
  return { world, side, ada: side(0), bob: side(1) }
}

/** Two tables at which a game is on. */
function twoPlaying() {
  const tables = twoTables()
  tables.ada.invite()
  tables.world.run(60)
  tables.bob.accept()
  tables.world.run(60)
  return tables
}

test('one asks, the other agrees, and both play the same game until one leaves', () => {
  const { world, ada, bob } = twoTables()
  ada.invite()
  expect(ada.state()).toEqual({ at: 'asking', game: 100 })
  world.run(60)
  expect(bob.state()).toEqual({ at: 'asked', game: 100 })
  bob.accept()
  world.run(60)
  expect([ada.state(), bob.state()]).toEqual([
    { at: 'playing', game: 100 },
    { at: 'playing', game: 100 },
  ])
  bob.leave()
  world.run(60)
  expect([ada.state(), bob.state()]).toEqual([
    { at: 'idle', news: 'left' },
    { at: 'idle', news: null },
  ])
})

test('not now is told; an invitation that is taken back goes from the other screen', () => {
  const { world, ada, bob } = twoTables()
  ada.invite()
  world.run(60)
  bob.leave()
  world.run(60)
  expect(ada.state()).toEqual({ at: 'idle', news: 'declined' })
  bob.invite()
  world.run(60)
  bob.leave()
  world.run(60)
  expect(ada.state()).toEqual({ at: 'idle', news: 'withdrawn' })
})

test('both ask at the same moment: they play the game of the caller', () => {
  const { world, ada, bob } = twoTables()
  bob.invite()
  ada.invite()
  world.run(60)
  expect([ada.state(), bob.state()]).toEqual([
    { at: 'playing', game: 101 },
    { at: 'playing', game: 101 },
  ])
})

test('with any messages in any order, both end up with the same game or none', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const { world, ada, bob } = twoTables(seed, 200)
    const actions = [ada, bob].flatMap((side) => [() => side.invite(), () => side.accept(), () => side.leave()])
    for (let turn = 0; turn < 12; turn += 1) {
      actions[(seed * 7 + turn * turn * 5 + turn) % actions.length]?.()
      world.run((seed * 13 + turn * 37) % 120)
    }
    world.run(2_000)
    world.reconnect()
    world.run(2_000)
    const game = (state: ReturnType<typeof ada.state>) => ('game' in state ? state.game : null)
    const states = [ada.state(), bob.state()]
    const at = states.map((state) => state.at).sort()
    const agreed = [
      ['idle', 'idle'],
      ['playing', 'playing'],
      ['asked', 'asking'],
    ]
    expect(agreed, `seed ${seed}`).toContainEqual(at)
    expect(game(ada.state()), `seed ${seed}`).toBe(game(bob.state()))
  }
})

test('a page that comes back without its game ends it for the other as well', () => {
  const { world, side, ada, bob } = twoPlaying()
  bob.close()
  side(1)
  world.reconnect()
  world.run(120)
  expect(ada.state()).toEqual({ at: 'idle', news: 'left' })
})

test('an invitation that could not be sent comes with the next connection', () => {
  const { world, side, ada, bob } = twoTables()
  bob.close()
  ada.invite()
  world.run(60)
  const back = side(1)
  world.reconnect()
  world.run(60)
  expect(back.state()).toEqual({ at: 'asked', game: 100 })
})

test('a page that listens only after the channel has opened still ends the game that it lost', () => {
  const { world, side, ada, bob } = twoPlaying()
  bob.close()
  world.reconnect()
  world.run(120)
  expect(ada.state()).toEqual({ at: 'playing', game: 100 })
  side(1)
  world.run(2_200)
  expect(ada.state()).toEqual({ at: 'idle', news: 'left' })
})

test('a page that listens only after the channel has opened still hears an invitation, once', () => {
  const { world, side, ada, bob } = twoTables()
  bob.close()
  ada.invite()
  world.run(60)
  const late = side(1)
  let changes = 0
  late.subscribe(() => changes++)
  world.run(10_000)
  expect(late.state()).toEqual({ at: 'asked', game: 100 })
  expect(changes).toBe(1)
})

test('a closed table says nothing more', () => {
  const { world, side, ada, bob } = twoTables()
  ada.invite()
  ada.close()
  bob.close()
  world.run(60)
  const late = side(1)
  world.run(10_000)
  expect(late.state()).toEqual({ at: 'idle', news: null })
})

test('a message that is not one of the table is not heard', () => {
  const { world, bob } = twoTables()
  for (const payload of [null, 'invite', { is: 'invite' }, { is: 'invite', game: -1 }, { is: 'dance', game: 1 }])
    world.bulk[0].send('play', payload)
  world.run(100)
  expect(bob.state()).toEqual({ at: 'idle', news: null })
})

test('T35: a thousand invitations at once are told twice, and the last one is asked about', () => {
  const { world, bob } = twoTables()
  let told = 0
  bob.subscribe(() => told++)
  for (let game = 1; game <= 1_000; game += 1) world.bulk[0].send('play', { is: 'invite', game })
  world.run(100)
  expect(told).toBeLessThanOrEqual(3)
  expect(bob.state()).toEqual({ at: 'asked', game: 1_000 })
})
