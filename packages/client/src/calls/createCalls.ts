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
import { createWakeLock } from './wakeLock.ts'

/** The engine of calls, and the features of a call. */
export interface Calls {
  /** Camera, microphone, screen and connections. `followPlan` drives it from the store. */
  readonly session: CallSession
  readonly tones: Tones
  /**
   * Stores whether the person has compared the safety number with the other side. Does nothing unless this device is in
   * that call. Rejects if it cannot be stored.
   */
  setVerified(callId: CallId, verified: boolean): Promise<void>
  /** Starts chat, files, drawing and pointer in the current call, once the session's connection is not `none`. */
  createTogether(): Together
  /** Starts to listen for invitations to play, under the same condition. `player`: 0 for the initiator, else 1. */
  createPlayTable(player: 0 | 1): PlayTable
  /** Creates a meter of a track's loudness. Throws where there is no Web Audio. */
  createLevelMeter(track: MediaStreamTrack): LevelMeter
}

/** Calls, and the parts that calls by codes use. */
export interface CallParts {
  calls: Calls
  ports: CallPorts
  /** Takes the signalling of calls by codes. */
  desk: CodeDesk
  close(): void
}

export function createCalls(parts: ClientParts, ports: CallPorts): CallParts {
  const { store, startListening, transport, outbox, clock, account, pins } = parts
  const trust = createTrust({ pins, now: clock.wall })
  const signer = createSigner({ store, startListening, account, trust })
  const desk = createCodeDesk()
  const { session, close } = connectSession({
    ...{ store, transport, outbox, clock, signer },
    ...{ codes: desk.current, browser: ports.media },
  })
  const tones = createTones(ports.tones)
  const wakeLock = createWakeLock(ports.wake)
  const followCall = () => wakeLock.want(store.getState().call.current.status === 'IN_CALL')
  followCall()
  const stopFollowing = store.subscribe(followCall)

  async function setVerified(callId: CallId, verified: boolean): Promise<void> {
    const { current } = store.getState().call
    const { root, own } = selectTrust(store.getState(), callId)
    if (current.status !== 'IN_CALL' || current.callId !== callId || !root) return
    // In a call by codes the root is the fingerprint of this call's certificate, so it is not stored.
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
      stopFollowing()
      wakeLock.close()
      close()
    },
  }
}
