import type { CallMedia, EndReason, MediaProblem, Standing } from '@parley/protocol'

/** The media the caller chose. */
export type Media = CallMedia

/** Which of the two placed the call, seen from this device. */
export type Direction = 'incoming' | 'outgoing'

/** How far a camera or microphone has come; `starting` lasts as long as the browser asks. */
export type DeviceState = 'off' | 'starting' | 'on' | 'failed'

/** The own camera as a screen shows it. */
export type CameraView = { stream: MediaStream | null; state: DeviceState; problem: MediaProblem | null }

/** The own microphone as a screen tells about it. */
export type MicView = { state: DeviceState; problem: MediaProblem | null }

/** One choice in a device picker; an empty label gets a number instead. */
export type DeviceOption = { id: string; label: string }

/** The devices this browser offers; no speakers where the browser cannot choose one. */
export type DeviceLists = {
  cameras: readonly DeviceOption[]
  microphones: readonly DeviceOption[]
  speakers: readonly DeviceOption[]
}

/** A device that went (`gone`) and has `now` in its place, or `now` that came back; names may be empty. */
export type DeviceNotice = { kind: 'camera' | 'microphone'; gone: string | null; unplugged: boolean; now: string }

/** Whether this device reaches the server. */
export type ServerStatus = 'online' | 'connecting' | 'offline'

/** Whether media flows between the two; knows nothing about the server. */
export type MediaConnection = 'connecting' | 'connected' | 'interrupted'

/** Somebody who can be called now. */
export type PersonItem = { userId: string; state: 'online' | 'inCall' }

/** A past call. `at` is milliseconds since the epoch, `seconds` how long the two talked. */
export type RecentItem = {
  callId: string
  userId: string
  direction: Direction
  media: Media
  outcome: 'answered' | 'unconnected' | 'missed' | 'declined' | 'unanswered' | 'cancelled' | 'unreached'
  at: number
  seconds: number | null
}

/**
 * How a call ended; `seconds` is the time since its answer, null if there was none. `unchecked`: this device could not
 * find out who the other side is, because its storage failed.
 */
export type EndedCall = {
  reason: EndReason
  peer: string
  direction: Direction
  seconds: number | null
  unchecked?: boolean
  /** It was answered, and the two never heard each other. */
  unconnected?: boolean
  /** This device ended it, because the other side sent more than it could take. */
  flooded?: boolean
  /** The server names no relay, so that only a direct way could have connected the two. */
  relayless?: boolean
}

/** A call that rings beside another. */
export type OtherCall = { callId: string; caller: string; media: Media }

/** A standing, or `checking` until it is found out. */
export type StandingView = Standing | 'checking'

/** The safety number that two people compare to exclude a listener in between: ten emoji, or twelve groups of five digits. */
export type SafetyNumber = {
  digits: readonly string[]
  emoji: readonly { symbol: string; name: string }[]
}
