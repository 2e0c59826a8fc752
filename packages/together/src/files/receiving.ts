import type { Clock } from '@parley/protocol'
import type { Batches } from './batches.ts'
import type { FileEnding, FileOffer } from './fileMessages.ts'
import { createIncomingFile, type IncomingFile } from './incomingFile.ts'
import type { Notes } from './notes.ts'
import type { OpenSink } from './ports.ts'
import { countLive, prune } from './remembered.ts'
import { isOver } from './transfer.ts'

/** The files of a call that the other side sends. */
export interface Receiving {
  readonly files: ReadonlyMap<string, IncomingFile>
  offered(offer: FileOffer, place: { session: number; seq: number }): void
  /** Accepts an offer. `ask`: the person may be asked where to save. */
  accept(file: IncomingFile, ask: boolean): void
  /** Ends a file. `heard`: the other side knows. */
  over(file: IncomingFile, ending: FileEnding, heard?: boolean): void
  /** Says the state of an accepted file. */
  say(file: IncomingFile): void
  /** In a new connection the state is repeated. */
  restart(): void
}

/** The surroundings of received files. */
export interface ReceivingOptions {
  notes: Notes
  batches: Batches
  clock: Clock
  openSink: OpenSink
  /** True if this side sends a file of this id. */
  isMine(id: string): boolean
  tell(): void
  tellSoon(): void
}

/**
 * The most files offered or under way. A sender offers half as many: the end of one may be overtaken by the next offer.
 */
const MAX_LIVE = 40
/** The most files that are shown; ended ones make way. */
const MAX_KEPT = 100

/** Creates the receiving side of files. It knows no disk. */
export function createReceiving(options: ReceivingOptions): Receiving {
  const { notes, batches, clock, openSink, isMine, tell, tellSoon } = options
  const files = new Map<string, IncomingFile>()
  const sayOver = (id: string, as: FileEnding) => notes.put(`over ${id}`, 'file.over', { id, as })
  const say = (file: IncomingFile) => notes.put(`want ${file.id}`, 'file.want', file.want())

  function count(file: IncomingFile, as: FileEnding): void {
    if (file.batch) batches.ended(file.batch.id, file.size, as)
  }

  function over(file: IncomingFile, ending: FileEnding, heard = false): void {
    if (!file.end(ending)) return
    if (!heard) sayOver(file.id, ending)
    count(file, ending)
    tell()
  }

  function accept(file: IncomingFile, ask: boolean): void {
    if (file.batch) batches.took(file.batch.id, file.size)
    // Void: it never rejects, and reports by itself.
    void file.accept(openSink, ask).then(tell)
  }

  function add(offer: FileOffer, place: { session: number; seq: number }): void {
    const now = clock.now()
    const at = offer.batch ? batches.offered(offer.batch, 'them', now) : now
    const file = createIncomingFile(offer, place, {
      ...{ now: clock.now, at },
      kept() {
        say(file)
        tellSoon()
      },
      over(ending) {
        sayOver(offer.id, ending)
        count(file, ending)
        tell()
      },
    })
    files.set(offer.id, file)
    prune(files, MAX_KEPT)
    const answer = offer.batch ? batches.answerTo(offer.batch.id, offer.size) : null
    if (answer === 'accept') accept(file, false)
    if (answer === 'decline') over(file, 'declined')
  }

  return {
    files,
    accept,
    over,
    say,
    offered(offer, place) {
      // Two files of one id could not be told apart any more.
      if (isMine(offer.id)) return
      const known = files.get(offer.id)
      const state = known?.state()
      if (known && state) {
        known.hear(offer, place)
        if (isOver(state)) sayOver(offer.id, state)
        else if (state === 'moving') say(known)
      } else if (countLive(files) >= MAX_LIVE) sayOver(offer.id, 'tooMany')
      else add(offer, place)
      tell()
    },
    restart() {
      for (const file of files.values()) if (file.state() === 'moving') say(file)
    },
  }
}
