import type { Clock } from '@parley/protocol'
import type { LocalDevice, MediaProblem } from '../mediaSnapshot.ts'
import type { Verdict } from './deviceRequest.ts'

/** A replacement that ends by itself within this time is not replaced again. */
const RELAPSE_MS = 2_000

/** How far the search for a wished device has come. */
export interface DeviceSearch {
  /** The wish; null is the browser's default. */
  readonly wished: string | null
  /** What to ask for next. */
  readonly deviceId: string | null
  readonly alone: boolean
  readonly outcome: 'open' | 'found' | MediaProblem
}

/** Owns the track of one device, from the wish for it until it is stopped; it does not know how to ask for one. */
export interface DeviceSlot {
  /** Null stops the track at once and forgets every problem. */
  want(wish: { deviceId: string | null } | null): void
  setEnabled(enabled: boolean): void
  /** What still has to be asked for, or null. */
  missing(): DeviceSearch | null
  /** Takes over a track that was asked for; one that is not wanted any more is stopped. */
  adopt(track: MediaStreamTrack, asked: DeviceSearch): void
  fail(verdict: Verdict, asked: DeviceSearch): void
  /** Starts the search again if it ended in a problem, of this kind if one is named. */
  retry(ofKind?: (problem: MediaProblem) => boolean): void
  /** The chosen device is there again: it takes over from the one that stood in for it. */
  returned(): void
  track(): MediaStreamTrack | null
  state(): LocalDevice
  /** Whether something of it can be heard or seen. */
  sending(): boolean
}

const begin = (wished: string | null): DeviceSearch => ({ wished, deviceId: wished, alone: false, outcome: 'open' })
const idOf = (track: MediaStreamTrack | null): string | null => track?.getSettings().deviceId ?? null

/**
 * Creates an empty slot.
 *
 * @param onEvent the device did something by itself: it went, or the system took it or gave it back
 */
export function createDeviceSlot(clock: Clock, onEvent: () => void): DeviceSlot {
  let search: DeviceSearch | null = null
  let current: MediaStreamTrack | null = null
  let enabled = true
  let replacedAt = Number.NEGATIVE_INFINITY
  let replacing = false

  function release(): MediaStreamTrack | null {
    const released = current
    current?.removeEventListener('ended', onEnded)
    current?.removeEventListener('mute', onEvent)
    current?.removeEventListener('unmute', onEvent)
    current = null
    return released
  }

  function onEnded(): void {
    release()
    const relapsed = clock.now() - replacedAt < RELAPSE_MS
    replacing = true
    if (search) search = { ...search, deviceId: null, alone: false, outcome: relapsed ? 'unknown' : 'open' }
    onEvent()
  }

  function install(track: MediaStreamTrack): void {
    release()?.stop()
    current = track
    track.enabled = enabled
    track.addEventListener('ended', onEnded)
    track.addEventListener('mute', onEvent)
    track.addEventListener('unmute', onEvent)
    if (replacing) replacedAt = clock.now()
    replacing = false
    // It may have been unplugged between the grant and now; nobody was listening then.
    if (track.readyState === 'ended') onEnded()
  }

  return {
    want(wish) {
      if (wish === null) {
        release()?.stop()
        search = null
        replacing = false
      } else if (search?.wished !== wish.deviceId) {
        const inUse = wish.deviceId !== null && wish.deviceId === idOf(current)
        search = { ...begin(wish.deviceId), outcome: inUse ? 'found' : 'open' }
      }
    },
    setEnabled(next) {
      enabled = next
      if (current) current.enabled = next
    },
    missing: () => (search?.outcome === 'open' ? search : null),
    adopt(track, asked) {
      const fits = search && (search.wished === asked.wished || search.wished === idOf(track))
      if (!search || !fits || search.outcome === 'found') {
        track.stop()
        return
      }
      search = { ...search, outcome: 'found' }
      install(track)
    },
    fail(verdict, asked) {
      if (search?.outcome !== 'open' || search.wished !== asked.wished) return
      if (verdict === 'askAlone') search = { ...search, alone: true }
      else if (verdict === 'askDefault') search = { ...search, deviceId: null }
      // Some machines open only one device of a kind at a time: make room for the new one and ask once more.
      else if (verdict === 'inUse' && current) release()?.stop()
      else search = { ...search, outcome: verdict }
    },
    retry(ofKind = () => true) {
      if (!search || search.outcome === 'open' || search.outcome === 'found') return
      if (ofKind(search.outcome)) search = begin(search.wished)
    },
    returned() {
      // Only a stand-in gives way: a refusal is not taken back by plugging something in.
      if (search?.outcome === 'found' && idOf(current) !== search.wished) search = begin(search.wished)
    },
    track: () => current,
    state() {
      if (!search) return { state: 'off' }
      if (current) return { state: 'on', deviceId: idOf(current), label: current.label }
      if (search.outcome === 'open' || search.outcome === 'found') return { state: 'starting' }
      return { state: 'failed', problem: search.outcome }
    },
    sending: () => current?.enabled === true && !current.muted,
  }
}
