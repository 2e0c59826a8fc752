import type { Clock, VoiceNotice } from '@parley/protocol'
import type { MediaPort, SoundLevel, Teardown } from '../ports.ts'

/** The level is read ten times a second. A background page gets one timer a second, which is enough for both notices. */
const POLL_MS = 100
/** The level is opened this long after the call is answered: connecting comes first. */
const SETTLE_MS = 300
/** One poll counts for at most this much speech. After a gap longer than `GAP_MS` (the machine slept) earlier polls do not count. */
const POLL_LIMIT_MS = 200
const GAP_MS = 3_000
/** The microphone is silent if it gives only zeros for this long. A quiet room is never exactly zero. */
const SILENT_MS = 5_000
/** Speech is above `SPEECH` (-38 dB of full scale) for `SPEECH_MS` in all; it ends after as long below `HUSH` (-46 dB). */
const SPEECH = 0.0126
const HUSH = 0.005
const SPEECH_MS = 400
/** "You are muted" stays for `LINGER_MS` after the last word, and is repeated after `REPEAT_MS` at the earliest. */
const LINGER_MS = 4_000
const REPEAT_MS = 15_000

/** Measures the microphone's level, and notices that it is silent or that the person speaks while muted. It records nothing. */
export interface MicrophoneMonitor {
  /** Measures this track from now on, or none. The same track again changes nothing unless it was muted or unmuted. */
  watch(track: MediaStreamTrack | null): void
  notice(): VoiceNotice | null
}

interface Listening {
  track: MediaStreamTrack
  muted: boolean
  close(): void
}

/** Creates a monitor that measures nothing; `changed` is called when the notice comes or goes outside `watch`. */
export function createMicrophoneMonitor(
  { media, clock }: { media: Pick<MediaPort, 'createLevel'>; clock: Clock },
  changed: () => void,
): MicrophoneMonitor {
  let listening: Listening | null = null
  let notice: VoiceNotice | null = null
  let saidAt = Number.NEGATIVE_INFINITY

  function show(next: VoiceNotice | null): void {
    if (notice === next) return
    notice = next
    changed()
  }

  /** Reads a track's level every `POLL_MS` until torn down. */
  function poll(
    track: MediaStreamTrack,
    read: (amplitude: number | null, now: number, passed: number) => void,
  ): Teardown {
    let level: SoundLevel | null = null
    let last = clock.now()
    let cancel: Teardown = () => {}
    if (listening) begin()
    else cancel = clock.setTimeout(begin, SETTLE_MS)
    function begin(): void {
      level = media.createLevel(track)
      last = clock.now()
      cancel = clock.setTimeout(tick, POLL_MS)
    }
    function tick(): void {
      const now = clock.now()
      const passed = now - last
      last = now
      // Scheduled first, because `read` may tear this down.
      cancel = clock.setTimeout(tick, POLL_MS)
      read(level?.read() ?? null, now, passed)
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
    // A disabled track gives silence to every reader. An enabled clone does not, and only this function has it.
    const copy = track.clone()
    copy.enabled = true
    let spoken = 0
    let lastWord = Number.NEGATIVE_INFINITY
    const stop = poll(copy, (amplitude, now, passed) => {
      const counted = Math.min(passed, POLL_LIMIT_MS)
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
