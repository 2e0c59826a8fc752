import { type Clock, createEveryFrame } from '@parley/protocol'
import type { PlayChannel, PlayerIndex } from './channel.ts'

/** The reason why a game ended or did not start, while it is news. */
export type PlayNews = 'declined' | 'withdrawn' | 'left' | 'broken'

/** The state of playing between the two. Its number identifies a game. */
export type PlayState =
  | { at: 'idle'; news: PlayNews | null }
  /** This side invited the other. */
  | { at: 'asking'; game: number }
  /** The other side invited this one. */
  | { at: 'asked'; game: number }
  | { at: 'playing'; game: number }

/** The negotiation about playing; it does not know the rules of any game. */
export interface PlayTable {
  /** The same reference until something changed. */
  state(): PlayState
  subscribe(listener: () => void): () => void
  invite(): void
  accept(): void
  /** Declines, withdraws or leaves, as the state requires; also dismisses news. */
  leave(): void
  /** The game cannot go on. */
  giveUp(): void
  close(): void
}

type Word = 'invite' | 'accept' | 'decline' | 'leave' | 'here'
const WORDS: readonly string[] = ['invite', 'accept', 'decline', 'leave', 'here'] satisfies Word[]
/** The most ended games whose late messages are still ignored: the channel keeps no order. */
const MAX_OVER = 64
/**
 * The interval at which an invitation or a running game is told again: a page that has just been opened may not listen
 * yet when the channel opens. Milliseconds.
 */
const REPEAT_MS = 2_000

/** A side repeats itself every two seconds, also to a page that stands still for a minute. */
const ALLOWANCE = { messages: 60, messagesPerSecond: 5, bytes: 65_536, bytesPerSecond: 1_024 }

export interface PlayTableOptions {
  bulk: PlayChannel
  player: PlayerIndex
  clock: Clock
  /** Returns a new number for a game: 32 bits, never repeated. */
  newGame(): number
}

/** Starts to listen for invitations. They survive a reconnection; a game ends when either page goes. */
export function createPlayTable({ bulk, player, clock, newGame }: PlayTableOptions): PlayTable {
  const listeners = new Set<() => void>()
  const over = new Set<number>()
  let state: PlayState = { at: 'idle', news: null }
  let cancelRepeat = clock.setTimeout(repeat, REPEAT_MS)

  function forget(game: number): void {
    over.add(game)
    const [oldest] = over
    if (over.size > MAX_OVER && oldest !== undefined) over.delete(oldest)
  }

  function become(next: PlayState): void {
    if (state.at !== 'idle' && !('game' in next && next.game === state.game)) forget(state.game)
    state = next
    if (hearing) frame.ask()
    else tell()
  }

  function tell(): void {
    for (const listener of [...listeners]) listener()
  }
  // What the other side says is told once a frame, however often it changes its mind.
  const frame = createEveryFrame(clock, tell)
  let hearing = false

  function heardNow(is: Word, game: number): void {
    hearing = true
    try {
      heard(is, game)
    } finally {
      hearing = false
    }
  }

  const say = (is: Word, game: number) => bulk.send('play', { is, game })

  /** Says what the other side must know as long as it is so. */
  function sayState(): void {
    if (state.at === 'asking') say('invite', state.game)
    if (state.at === 'playing') say('here', state.game)
  }

  function repeat(): void {
    sayState()
    cancelRepeat = clock.setTimeout(repeat, REPEAT_MS)
  }

  function invited(game: number): void {
    if (over.has(game)) say('leave', game)
    // Both invited: the caller's game is played.
    else if (state.at === 'asking') become({ at: 'playing', game: player === 0 ? state.game : game })
    else if (state.at === 'playing' && state.game === game) say('here', game)
    else if (!(state.at === 'asked' && state.game === game)) become({ at: 'asked', game })
  }

  function heard(is: Word, game: number): void {
    const mine = state.at !== 'idle' && state.game === game ? state.at : null
    switch (is) {
      case 'invite':
        invited(game)
        return
      case 'accept':
      case 'here':
        if (mine === 'asking') become({ at: 'playing', game })
        else if (mine !== 'playing') say('leave', game)
        return
      case 'decline':
        if (mine === 'asking') become({ at: 'idle', news: 'declined' })
        return
      case 'leave':
        if (mine) become({ at: 'idle', news: mine === 'asked' ? 'withdrawn' : 'left' })
        // It may arrive before its late invitation.
        else forget(game)
    }
  }

  const stops = [
    bulk.subscribe('play', parseWord, ({ payload }) => heardNow(payload.is, payload.game), ALLOWANCE),
    bulk.onReady(sayState),
  ]

  function leave(news: PlayNews | null): void {
    if (state.at !== 'idle') say(state.at === 'asked' ? 'decline' : 'leave', state.game)
    become({ at: 'idle', news })
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    invite() {
      if (state.at !== 'idle') return
      const game = newGame() >>> 0
      become({ at: 'asking', game })
      say('invite', game)
    },
    accept() {
      if (state.at !== 'asked') return
      const { game } = state
      become({ at: 'playing', game })
      say('accept', game)
    },
    leave: () => leave(null),
    giveUp: () => leave('broken'),
    close() {
      cancelRepeat()
      frame.cancel()
      for (const stop of stops) stop()
      listeners.clear()
    },
  }
}

const isGame = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0xff_ff_ff_ff
const isWord = (value: unknown): value is Word => typeof value === 'string' && WORDS.includes(value)

function parseWord(payload: unknown): { is: Word; game: number } | undefined {
  if (typeof payload !== 'object' || payload === null || !('is' in payload && 'game' in payload)) return undefined
  const { is, game } = payload
  return isWord(is) && isGame(game) ? { is, game } : undefined
}
