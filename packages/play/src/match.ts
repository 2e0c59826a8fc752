import type { Clock } from '@parley/protocol'
import type { Json, PlayChannel, PlayerIndex } from './channel.ts'
import { decodePacket, encodePacket } from './packet.ts'
import { createRollback, type Rollback, type RollbackStats, type Rules } from './rollback.ts'

/** A game as both sides know it. */
export interface Game<S> {
  /** The state a game of this number begins with. */
  begin(game: number): S
  step: Rules<S>['step']
  hash: Rules<S>['hash']
  /** For sending a whole state; `parse` gives undefined for what cannot be one. */
  write(state: S): Json
  parse(written: unknown): S | undefined
}

export interface MatchOptions<S> {
  game: Game<S>
  /** Both sides name the same, 32 bits. */
  id: number
  player: PlayerIndex
  inputs: PlayChannel
  bulk: PlayChannel
  clock: Clock
  /** One's own input now: 32 bits. */
  read(): number
  /** The two states differ again and again: the game cannot go on. */
  broken(): void
}

/** A game under way. */
export interface Match<S> {
  /** As it is to be shown now. */
  state(): S
  /** Whether the other side has not been heard of for so long that nothing moves. */
  waiting(): boolean
  /** The last frame that both could compare, its hash, and how often the two had gone apart. */
  health(): { frame: number; hash: number; repairs: number; lead: number } & RollbackStats
  /** Nothing is sent or heard any more. */
  close(): void
}

const FRAME_MS = 1_000 / 60
/** How often it is looked whether a frame is due. */
const LOOK_MS = 4
/** What is missed by more is not made up for: this page has slept. */
const MAX_DEBT_MS = 250
/** A state that was sent is sent again until a packet says that it came. */
const RESEND_MS = 500
const WAITING_MS = 500
const MAX_REPAIRS = 3

/** The faster side is slowed by 2 % for each frame it is ahead, by 10 % at most; half a frame is let be. */
const slowed = (lead: number): number => FRAME_MS * (1 + 0.02 * Math.max(0, Math.min(5, lead - 0.5)))

/**
 * Plays over two channels from now on: inputs 60 times a second over `inputs`. If the two find that their states differ, who called sends
 * its own over `bulk`, and both go on from there; after the third time it is over.
 */
export function createMatch<S>({ game, id, player, inputs, bulk, clock, read, broken }: MatchOptions<S>): Match<S> {
  let epoch = 0
  let rollback = begin(game.begin(id))
  let due = clock.now()
  let heardAt: number | null = null
  /** A state the other side has not said it has. */
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

  /** Who called decides what has happened. */
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
