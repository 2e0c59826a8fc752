import type { Clock, ScreenProblem } from '@parley/protocol'
import type { PendingWork } from '../async/pendingWork.ts'
import { type Waiting, waitFor } from '../async/waitFor.ts'
import type { MediaPort } from '../ports.ts'
import { errorName } from './deviceRequest.ts'

/** Owns the captured screen. */
export interface ScreenShare {
  /** Asks synchronously: browsers only show their picker during a gesture of the person. */
  want(wanted: boolean): void
  /** The browser does not send the screen: it is not captured any more, and the person is told. */
  notSent(): void
  /** The call is over: nobody has to be told anything. */
  forget(): void
  track(): MediaStreamTrack | null
  /** The captured stream; the same one as long as it lasts. */
  stream(): MediaStream | null
  state(): 'off' | 'starting' | 'on'
  /** Why the last share did not begin or go on; null if it did, or if the person ended it. */
  problem(): ScreenProblem | null
}

/** Changes that nobody asked for. */
export interface ScreenShareEvents {
  changed(): void
  /** It is over, or never began. */
  ended(): void
}

/** A picker without an answer is taken for one that nobody sees: after this time, and if it is asked for again after that. */
const PICKER_MS = 180_000
const REUSED_MS = 10_000
/** Nobody sees a picker and closes it so soon: the system or a policy has refused. Milliseconds. */
const READ_MS = 150

/** A request that the browser has not answered. */
interface Picker {
  since: number
  answered: Promise<void>
}

/** Creates a share that is off. */
export function createScreenShare(
  { media, clock }: { media: MediaPort; clock: Clock },
  pendingWork: PendingWork,
  events: ScreenShareEvents,
): ScreenShare {
  let wanted = false
  let picker: Picker | null = null
  let waiting: Waiting<unknown> | null = null
  let current: MediaStreamTrack | null = null
  let captured: MediaStream | null = null
  let problem: ScreenProblem | null = null

  function stop(): void {
    current?.removeEventListener('ended', onEnded)
    current?.stop()
    current = null
    captured = null
  }

  function end(why: ScreenProblem | null): void {
    stop()
    problem = why
    events.changed()
    events.ended()
  }

  const onEnded = () => end(null)

  function take(stream: MediaStream): void {
    const track = stream.getVideoTracks()[0]
    if (!wanted || current) {
      for (const unused of stream.getTracks()) unused.stop()
    } else if (!track || track.readyState === 'ended') {
      onEnded()
    } else {
      current = track
      captured = stream
      // Text must stay readable; smooth motion matters less (W3C MediaStreamTrack Content Hints).
      track.contentHint = 'detail'
      track.addEventListener('ended', onEnded)
      events.changed()
    }
  }

  function open(): Picker {
    const since = clock.now()
    const isLatest = () => picker === mine
    const mine: Picker = {
      since,
      answered: media.getDisplayMedia({ video: true, audio: false }).then(
        (stream) => {
          if (isLatest()) picker = null
          take(stream)
        },
        (error: unknown) => {
          if (!isLatest()) return
          picker = null
          if (wanted && !current) end(judge(error, clock.now() - since))
        },
      ),
    }
    picker = mine
    return mine
  }

  function ask(): void {
    // A picker that is still open from a moment ago is as good as a new one.
    const reused = picker && clock.now() - picker.since < REUSED_MS ? picker : null
    const asked = reused ?? open()
    const wait = waitFor<unknown>(clock, PICKER_MS, asked.answered, 'late')
    waiting = wait
    pendingWork.start(async () => {
      if ((await wait.result) !== 'late' || picker !== asked || !wanted) return
      picker = null
      end('unanswered')
    })
  }

  function want(next: boolean): void {
    if (next === wanted) return
    wanted = next
    if (next) {
      problem = null
      ask()
    } else {
      stop()
      waiting?.giveUp()
    }
  }

  return {
    want,
    notSent() {
      if (current) end('notSent')
    },
    forget() {
      want(false)
      problem = null
    },
    track: () => current,
    stream: () => captured,
    state: () => (current ? 'on' : wanted && picker ? 'starting' : 'off'),
    problem: () => problem,
  }
}

/** Tells a refusal of the system or a policy from the person's own "Cancel", which needs no words. */
function judge(error: unknown, passed: number): ScreenProblem | null {
  if (errorName(error) !== 'NotAllowedError') return 'failed'
  // Chromium says "Permission denied by system", and only "Permission denied" if the person did not choose a screen.
  const bySystem = error instanceof Error && /by system/i.test(error.message)
  return bySystem || passed < READ_MS ? 'blocked' : null
}
