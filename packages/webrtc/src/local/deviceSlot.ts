import type { Clock, MediaProblem } from '@parley/protocol'
import type { DeviceOption, LocalDevice } from '../mediaSnapshot.ts'
import type { Verdict } from './deviceRequest.ts'

/** A replacement that ends by itself within this time is not replaced again. */
const RELAPSE_MS = 2_000

/** How far the search for a wished device has come. */
export interface DeviceSearch {
  /** The wish; null is the browser's default. */
  readonly wished: string | null
  /** The device to ask for next. */
  readonly deviceId: string | null
  readonly alone: boolean
  /** Nobody asked for it just now: whatever else there is will do. */
  readonly again: boolean
  /** The problem that the person was told and that is not solved yet, though it is tried again. */
  readonly told: MediaProblem | null
  readonly outcome: 'open' | 'found' | MediaProblem
}

/** A change that nobody asked for: `gone` went and `now` replaces it; or, without `gone`, `now` came back. */
export interface DeviceTurn {
  readonly gone: DeviceOption | null
  readonly now: DeviceOption
}

/** Owns the track of one device, from the wish for it until it is stopped; it does not know how to ask for one. */
export interface DeviceSlot {
  /** Null stops the track at once and forgets every problem. */
  want(wish: { deviceId: string | null } | null): void
  setEnabled(enabled: boolean): void
  /** The search that needs a request now, or null. */
  missing(): DeviceSearch | null
  /** Takes over a track that was asked for; one that is not wanted any more is stopped. */
  adopt(track: MediaStreamTrack, asked: DeviceSearch): void
  fail(verdict: Verdict, asked: DeviceSearch): void
  /** Starts the search again if it ended in a problem, of this kind if one is named. */
  retry(ofKind?: (problem: MediaProblem) => boolean): void
  /** The device that takes over whenever it is there: the chosen one, or the one that went by itself. */
  home(): string | null
  /** That device is there again and takes over from its replacement. */
  returned(): void
  /** Stops what the system has taken, or starts what did not start again, and asks for the same device. */
  reacquire(): void
  /** True if `reacquire` could help: the system has muted the track, it ended again at once, it hangs, or another program has it. */
  ailing(): boolean
  /** Notices a track that ended without an event, as during suspension. */
  check(): void
  /** Call it after each listing: returns the change since the last one, once. */
  turn(): DeviceTurn | null
  track(): MediaStreamTrack | null
  state(): LocalDevice
  /** True if the other side can hear or see something of it. */
  sending(): boolean
}

const begin = (wished: string | null): DeviceSearch => ({
  wished,
  deviceId: wished,
  alone: false,
  again: false,
  told: null,
  outcome: 'open',
})
const idOf = (track: MediaStreamTrack | null): string | null => track?.getSettings().deviceId ?? null

/**
 * Creates an empty slot.
 *
 * @param onEvent the device did something by itself: it went, or the system took it or gave it back
 * @param identify names the device that a stand-in of the browser's stands for
 */
export function createDeviceSlot(
  clock: Clock,
  onEvent: () => void,
  identify: (device: DeviceOption) => DeviceOption,
): DeviceSlot {
  let search: DeviceSearch | null = null
  let current: MediaStreamTrack | null = null
  /** The device that `current` was at the first listing; a default entry may mean another device later. */
  let known: DeviceOption | null = null
  let enabled = true
  let replacedAt = Number.NEGATIVE_INFINITY
  let replacing = false
  /** The device that went by itself first, while it is away. */
  let former: DeviceOption | null = null
  /** The device that went last, until that is told. */
  let lost: DeviceOption | null = null
  let away = false

  const home = () => search?.wished ?? former?.deviceId ?? null

  function release(): MediaStreamTrack | null {
    const released = current
    current?.removeEventListener('ended', onEnded)
    current?.removeEventListener('mute', onEvent)
    current?.removeEventListener('unmute', onEvent)
    current = null
    known = null
    return released
  }

  function forget(): void {
    former = null
    lost = null
    away = false
  }

  /** Lets go of the track and begins to look for the same device once more. */
  function lose(): void {
    const deviceId = idOf(current)
    const gone = known ?? (current && deviceId !== null ? identify({ deviceId, label: current.label }) : null)
    release()?.stop()
    replacing = true
    former ??= gone
    lost = gone
    if (search) search = { ...begin(search.wished), deviceId: gone?.deviceId ?? null, again: true }
  }

  function onEnded(): void {
    const relapsed = clock.now() - replacedAt < RELAPSE_MS
    lose()
    if (search && relapsed) search = { ...search, outcome: 'unknown' }
    onEvent()
  }

  function install(track: MediaStreamTrack): void {
    release()?.stop()
    current = track
    track.enabled = enabled
    track.addEventListener('ended', onEnded)
    track.addEventListener('mute', onEvent)
    track.addEventListener('unmute', onEvent)
    replacedAt = replacing ? clock.now() : Number.NEGATIVE_INFINITY
    replacing = false
    // It may have been unplugged between the grant and now; nobody was listening then.
    if (track.readyState === 'ended') onEnded()
  }

  /** Starts the search again, beginning with the device that was in use last. */
  function restart(from: DeviceSearch, told: MediaProblem | null): void {
    search = { ...begin(from.wished), deviceId: home(), again: former !== null, told }
  }

  return {
    want(wish) {
      if (wish === null) {
        release()?.stop()
        search = null
        replacing = false
        forget()
      } else if (search?.wished !== wish.deviceId) {
        const inUse = wish.deviceId !== null && wish.deviceId === idOf(current)
        search = { ...begin(wish.deviceId), outcome: inUse ? 'found' : 'open' }
        forget()
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
      const taken = verdict === 'inUse' || verdict === 'stuck' || verdict === 'unknown'
      if (verdict === 'askAlone') search = { ...search, alone: true }
      else if (verdict === 'askDefault') search = { ...search, deviceId: null }
      // Some machines open only one device of a kind at a time: make room for the new one and ask once more.
      else if (verdict === 'inUse' && current) release()?.stop()
      else if (search.again && search.deviceId !== null && taken) search = { ...search, deviceId: null }
      else {
        search = { ...search, outcome: verdict }
        away = former !== null
      }
    },
    retry(ofKind = () => true) {
      if (!search || search.outcome === 'open' || search.outcome === 'found') return
      if (ofKind(search.outcome)) restart(search, null)
    },
    home,
    returned() {
      // Only a stand-in gives way: a refusal is not taken back by plugging something in.
      if (search?.outcome !== 'found' || home() === null || (known?.deviceId ?? idOf(current)) === home()) return
      search = { ...begin(search.wished), deviceId: home(), again: true }
    },
    reacquire() {
      // The device before the one that hangs goes on meanwhile.
      if (current && search?.outcome !== 'stuck') lose()
      else if (search && search.outcome !== 'open' && search.outcome !== 'found') restart(search, search.outcome)
    },
    ailing() {
      if (search?.outcome === 'stuck') return true
      if (current) return current.muted
      return search?.again === true && (search.outcome === 'unknown' || search.outcome === 'inUse')
    },
    check() {
      if (current?.readyState === 'ended') onEnded()
    },
    turn() {
      const deviceId = idOf(current)
      if (!current || deviceId === null || search?.outcome !== 'found') return null
      known ??= identify({ deviceId, label: current.label })
      const [gone, wasAway, ids] = [lost, away, [known.deviceId, deviceId]]
      lost = null
      away = !ids.includes(home() ?? known.deviceId)
      if (!away) former = null
      if (gone && !ids.includes(gone.deviceId)) return { gone, now: known }
      return wasAway && !away ? { gone: null, now: known } : null
    },
    track: () => current,
    state() {
      if (!search) return { state: 'off' }
      if (current) return { state: 'on', deviceId: idOf(current), label: current.label }
      const problem = search.outcome === 'open' || search.outcome === 'found' ? search.told : search.outcome
      return problem === null ? { state: 'starting' } : { state: 'failed', problem }
    },
    sending: () => current?.enabled === true && !current.muted,
  }
}
