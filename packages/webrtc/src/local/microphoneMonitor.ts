import type { Clock } from '@parley/protocol'
import type { VoiceNotice } from '../mediaSnapshot.ts'
import type { MediaPort, SoundLevel, Teardown } from '../ports.ts'

/** Ten looks a second; a page in the background gets one a second, which is enough for both. */
const LOOK_MS = 100
/** A call that has just been answered has more urgent things to do than to open another way into the sound. */
const SETTLE_MS = 300
/** A look counts for at most this much speech, and after a longer gap than `GAP_MS` (sleep) nothing before it counts. */
const LOOK_LIMIT_MS = 200
const GAP_MS = 3_000
/** Nothing but zeros for this long. A quiet room, noise suppression and pauses of the codec are never exactly zero here. */
const SILENT_MS = 5_000
/** Speech: this loud (-38 dB of full scale) for this long in all, until it was below the lower one (-46 dB) for as long. */
const SPEECH = 0.0126
const HUSH = 0.005
const SPEECH_MS = 400
/** "You are muted" stays this long after the last word, and is said again only this long after it was. */
const LINGER_MS = 4_000
const REPEAT_MS = 15_000

/** Listens to the microphone for what the person should be told; it keeps nothing of it. */
export interface VoiceWatch {
  /** Listens to this track from now on, or to none. The same track again changes nothing unless it was (un)muted. */
  watch(track: MediaStreamTrack | null): void
  notice(): VoiceNotice | null
}

interface Listening {
  track: MediaStreamTrack
  muted: boolean
  close(): void
}

/** Creates a watch that listens to nothing; `changed` is told when the notice comes or goes by itself. */
export function createVoiceWatch(
  { media, clock }: { media: Pick<MediaPort, 'createLevel'>; clock: Clock },
  changed: () => void,
): VoiceWatch {
  let listening: Listening | null = null
  let notice: VoiceNotice | null = null
  let saidAt = Number.NEGATIVE_INFINITY

  function show(next: VoiceNotice | null): void {
    if (notice === next) return
    notice = next
    changed()
  }

  /** Looks at a track's level again and again until it is torn down; the level itself is opened a moment after the call began. */
  function poll(
    track: MediaStreamTrack,
    look: (amplitude: number | null, now: number, passed: number) => void,
  ): Teardown {
    let level: SoundLevel | null = null
    let last = clock.now()
    let cancel: Teardown = () => {}
    if (listening) begin()
    else cancel = clock.setTimeout(begin, SETTLE_MS)
    function begin(): void {
      level = media.createLevel(track)
      last = clock.now()
      cancel = clock.setTimeout(tick, LOOK_MS)
    }
    function tick(): void {
      const now = clock.now()
      const passed = now - last
      last = now
      // First, since a look may end with the teardown.
      cancel = clock.setTimeout(tick, LOOK_MS)
      look(level?.read() ?? null, now, passed)
    }
    return () => {
      cancel()
      level?.close()
    }
  }

  function awaitSilence(track: MediaStreamTrack): Teardown {
    let silentSince: number | null = null
    return poll(track, (amplitude, now, passed) => {
      if (amplitude !== 0 || passed > GAP_MS) silentSince = null
      else silentSince ??= now
      show(silentSince !== null && now - silentSince >= SILENT_MS ? 'silent' : null)
    })
  }

  function awaitSpeech(track: MediaStreamTrack): Teardown {
    // A track that is switched off is silence for everybody; a copy of it is not, and goes nowhere but here.
    const copy = track.clone()
    copy.enabled = true
    let spoken = 0
    let lastWord = Number.NEGATIVE_INFINITY
    const stop = poll(copy, (amplitude, now, passed) => {
      const counted = Math.min(passed, LOOK_LIMIT_MS)
      if (passed > GAP_MS || amplitude === null) spoken = 0
      else if (amplitude >= SPEECH) spoken = Math.min(SPEECH_MS, spoken + counted)
      else if (amplitude < HUSH) spoken = Math.max(0, spoken - counted)
      const speaks = spoken >= SPEECH_MS
      if (speaks) lastWord = now
      if (notice !== null) {
        if (now - lastWord >= LINGER_MS) show(null)
      } else if (speaks && now - saidAt >= REPEAT_MS) {
        saidAt = now
        show('mutedSpeech')
      }
    })
    return () => {
      stop()
      copy.stop()
    }
  }

  return {
    watch(track) {
      const muted = track?.enabled === false
      if (listening?.track === track && listening?.muted === muted) return
      if (!track && !listening) return
      listening?.close()
      notice = null
      if (!track) saidAt = Number.NEGATIVE_INFINITY
      listening = track && { track, muted, close: muted ? awaitSpeech(track) : awaitSilence(track) }
    },
    notice: () => notice,
  }
}
