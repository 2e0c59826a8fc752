import { createTrust } from '@parley/identity'
import { createPlayTable, type PlayTable } from '@parley/play/table'
import type { CallId } from '@parley/protocol'
import { type CallSession, createLevelMeter, type LevelMeter } from '@parley/webrtc'
import type { ClientParts } from '../parts.ts'
import type { CallPorts } from '../platform.ts'
import { selectTrust, standingKnown } from '../state/trustSlice.ts'
import { createTones, type Tones } from '../tones/tones.ts'
import { createSigner } from '../trust/createSigner.ts'
import { type CodeDesk, createCodeDesk } from './codeDesk.ts'
import { connectSession } from './connectSession.ts'
import { createTogether, type Together } from './together.ts'

/** The engine of calls, and what belongs to them. */
export interface Calls {
  /** Camera, microphone, screen and connection. `followPlan` makes it do what the store says. */
  readonly session: CallSession
  readonly tones: Tones
  /** The two have compared their safety number, or take it back. Means nothing in another call. */
  setVerified(callId: CallId, verified: boolean): Promise<void>
  /** Begins what the two do together, in the call there is; once it is connected. */
  createTogether(): Together
  /** Where the two ask each other to play, in the call there is; once it is connected. `player`: 0 for the initiator, else 1. */
  createPlayTable(player: 0 | 1): PlayTable
  /** Measures how loud a track is. Throws where there is no Web Audio. */
  createLevelMeter(track: MediaStreamTrack): LevelMeter
}

/** Calls, with what codes need of them. */
export interface CallParts {
  calls: Calls
  ports: CallPorts
  /** Where calls by codes come in. */
  desk: CodeDesk
  close(): void
}

export function createCalls(parts: ClientParts, ports: CallPorts): CallParts {
  const { store, startListening, transport, outbox, clock, account, pins } = parts
  const trust = createTrust({ pins, now: clock.now })
  const signer = createSigner({ store, startListening, account, trust })
  const desk = createCodeDesk()
  const { session, close } = connectSession({
    ...{ store, transport, outbox, clock, signer },
    ...{ codes: desk.current, browser: ports.media },
  })
  const tones = createTones(ports.tones)

  async function setVerified(callId: CallId, verified: boolean): Promise<void> {
    const { current } = store.getState().call
    const { root, own } = selectTrust(store.getState(), callId)
    if (current.status !== 'IN_CALL' || current.callId !== callId || !root) return
    // Nobody is known by a code but in its own call.
    if (current.kind !== 'code') await trust.setVerified(current.peer, root, verified)
    store.dispatch(standingKnown({ callId, standing: verified ? 'verified' : 'known', root, own }))
  }

  return {
    calls: {
      ...{ session, tones, setVerified, createLevelMeter },
      createTogether: () => createTogether(session, clock),
      createPlayTable: (player) => {
        const newGame = () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
        return createPlayTable({ bulk: session.channel('bulk'), player, clock, newGame })
      },
    },
    ports,
    desk,
    close() {
      tones.play(null)
      close()
    },
  }
}
