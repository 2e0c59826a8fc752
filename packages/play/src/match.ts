import type { Clock } from '@parley/protocol'
import type { Json, PlayChannel, PlayerIndex } from './channel.ts'
import { decodePacket, encodePacket } from './packet.ts'
import { createRollback, type Rollback, type RollbackStats, type Rules } from './rollback.ts'

/** The rules of a game, the same on both sides. */
export interface Game<S> {
  /** Returns the initial state of the game with this number. */
  begin(game: number): S
  step: Rules<S>['step']
  hash: Rules<S>['hash']
  /** Converts a whole state for sending; `parse` returns undefined for an invalid one. */
  write(state: S): Json
  parse(written: unknown): S | undefined
}

export interface MatchOptions<S> {
  game: Game<S>
  /** The number of the game, 32 bits; both sides use the same. */
  id: number
  player: PlayerIndex
  inputs: PlayChannel
  bulk: PlayChannel
  clock: Clock
  /** Returns the own input now: 32 bits. */
  read(): number
  /** Called when the two states differ again and again: the game cannot continue. */
  broken(): void
}

/** A running game. */
export interface Match<S> {
  /** The state to show now. */
  state(): S
  /** True if the game stands still because the other side's inputs do not arrive. */
  waiting(): boolean
  /** The last frame that both compared, its hash, and the number of divergences. */
  health(): { frame: number; hash: number; repairs: number; lead: number } & RollbackStats
  /** Stops sending and listening. */
  close(): void
}

const FRAME_MS = 1_000 / 60
/** The interval of the check whether a frame is due. Milliseconds. */
const LOOK_MS = 4
/** Frames missed beyond this are skipped: the page was suspended. Milliseconds. */
const MAX_DEBT_MS = 250
/** The interval at which a state is sent again until a packet acknowledges it. Milliseconds. */
const RESEND_MS = 500
const WAITING_MS = 500
const MAX_REPAIRS = 3

/** The faster side slows down by 2 % for each frame of its lead, at most 10 %; half a frame is tolerated. */
const slowed = (lead: number): number => FRAME_MS * (1 + 0.02 * Math.max(0, Math.min(5, lead - 0.5)))

/**
 * Starts a game over two channels, with inputs 60 times a second over `inputs`. If the two states differ, the caller sends
 * its own over `bulk`, and both continue from it; after the third time the game ends.
 */
export function createMatch<S>({ game, id, player, inputs, bulk, clock, read, broken }: MatchOptions<S>): Match<S> {
  let epoch = 0
  let rollback = begin(game.begin(id))
  let due = clock.now()
  let heardAt: number | null = null
  /** The state that the other side has not acknowledged yet. */
  let unheard: { state: Json; sentAt: number } | null = null
  let closed = false
  let stopLooking = () => {}

  function begin(initial: S): Rollback<S> {
    return createRollback({ rules: { initial, step: game.step, hash: game.hash }, player })
  }

  function sendState(): void {
    if (!unheard) return
    unheard.sentAt = clock.now()
    bulk.send('puck-state', { game: id, epoch, state: unheard.state })
  }

  /** The caller's state wins. */
  function repair(): void {
    if (epoch >= MAX_REPAIRS) {
      close()
      broken()
      return
    }
    const { state } = rollback.confirmed()
    epoch += 1
    rollback = begin(state)
    unheard = { state: game.write(state), sentAt: 0 }
    sendState()
  }

  function tick(): void {
    rollback.advance(read())
    inputs.send('puck', encodePacket({ game: id, epoch }, rollback.packet()))
  }

  function look(): void {
    const now = clock.now()
    if (now - due > MAX_DEBT_MS) due = now
    while (!closed && due <= now) {
      tick()
      due += slowed(rollback.lead())
    }
    if (unheard && now - unheard.sentAt >= RESEND_MS) sendState()
    if (!closed) stopLooking = clock.setTimeout(look, LOOK_MS)
  }

  const stops = [
    inputs.subscribe('puck', decodePacket, ({ payload }) => {
      if (payload.game !== id || payload.epoch !== epoch) return
      heardAt = clock.now()
      unheard = null
      rollback.receive(payload)
      if (player === 0 && rollback.desync() !== null) repair()
    }),
    bulk.subscribe('puck-state', parseState(game), ({ payload }) => {
      if (player === 0 || payload.game !== id || payload.epoch <= epoch) return
      epoch = payload.epoch
      rollback = begin(payload.state)
    }),
  ]

  function close(): void {
    closed = true
    stopLooking()
    for (const stop of stops) stop()
  }

  look()
  return {
    state: () => rollback.state(),
    waiting: () => heardAt === null || clock.now() - heardAt > WAITING_MS,
    health: () => ({ ...rollback.lastHash(), repairs: epoch, lead: rollback.lead(), ...rollback.stats() }),
    close,
  }
}

const isEpoch = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536

const parseState =
  <S>(game: Game<S>) =>
  (payload: unknown): { game: number; epoch: number; state: S } | undefined => {
    if (typeof payload !== 'object' || payload === null) return undefined
    if (!('game' in payload && 'epoch' in payload && 'state' in payload)) return undefined
    const state = game.parse(payload.state)
    if (typeof payload.game !== 'number' || !isEpoch(payload.epoch) || state === undefined) return undefined
    return { game: payload.game, epoch: payload.epoch, state }
  }
