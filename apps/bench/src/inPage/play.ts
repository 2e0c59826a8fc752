import { createMatch, encodeInput, type Match, type PlayerIndex, type PuckState, puck, TABLE } from '@parley/play'
import { connectSessions, now } from './pairs.ts'

/** One side's statistics of a game. Frames are sixtieths of a second. */
export type SideRun = ReturnType<Match<PuckState>['health']> & { scores: readonly [number, number] }

/** The result of a game. */
export interface PlayRun {
  sides: SideRun[]
  /** How many frames were compared between both sides, and how many of them differed. */
  compared: number
  differed: number
}

declare global {
  interface Window {
    runPlay(seconds: number): Promise<PlayRun>
  }
}

const LOOK_MS = 100
const ID = 7
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Creates a player whose pointer jumps to a random place every 50 to 300 ms. */
function createPlayer(): () => number {
  let input = 0
  let until = 0
  return () => {
    if (now() < until) return input
    until = now() + 50 + Math.random() * 250
    const [x, y] = [Math.random() * TABLE.width, Math.random() * TABLE.height]
    input = encodeInput({ kind: 'pointer', rematch: true, x, y })
    return input
  }
}

window.runPlay = async (seconds) => {
  const sessions = connectSessions(window.expose)
  const clock = {
    now: () => performance.now(),
    wall: () => Date.now(),
    setTimeout(run: () => void, ms: number) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  }
  const channels = sessions.map((session) => ({ inputs: session.channel('inputs'), bulk: session.channel('bulk') }))
  while (channels.some(({ inputs }) => !inputs.state().open)) await wait(20)
  await window.loseFromNow()
  const matches = channels.map((channel, side) => {
    const player: PlayerIndex = side === 0 ? 0 : 1
    return createMatch({ ...channel, game: puck, id: ID, player, clock, read: createPlayer(), broken: () => undefined })
  })
  const hashes = matches.map(() => new Map<number, number>())
  for (let ms = 0; ms < seconds * 1_000; ms += LOOK_MS) {
    await wait(LOOK_MS)
    matches.forEach((match, side) => {
      const { frame, hash } = match.health()
      if (frame > 0) hashes[side]?.set(frame, hash)
    })
  }
  const sides = matches.map((match) => ({ ...match.health(), scores: match.state().scores }))
  for (const match of matches) match.close()
  for (const session of sessions) session.close()
  const [one = new Map<number, number>(), other = new Map<number, number>()] = hashes
  const both = [...one.keys()].filter((frame) => other.has(frame))
  return { sides, compared: both.length, differed: both.filter((frame) => one.get(frame) !== other.get(frame)).length }
}
