import type { VideoMode } from './videoPause.ts'

/** What is sent, and over what: all that decides how much of it may be sent. */
export interface Sending {
  screen: boolean
  lessData: boolean
  relayed: boolean
  /** The camera is held back. */
  paused: boolean
  mode: VideoMode
  /** The picture is to show nobody clearly. */
  veiled: boolean
  /** The line has not shown yet how much it bears. */
  beginning: boolean
  /** Of the picture as it is captured, in pixels; null where the browser does not say. */
  width: number | null
}

/** What the senders are told; bits per second. */
export interface SenderEncodings {
  audio: { maxBitrate: number }
  video: {
    active: boolean
    maxBitrate: number
    /** At least 1 (W3C WebRTC §5.2.1). */
    scaleResolutionDownBy: number
    degradationPreference: RTCDegradationPreference
  }
}

/** Both senders of a connection, as far as they exist. */
export interface Senders {
  audio: RTCRtpSender | null
  video: RTCRtpSender | null
}

/**
 * Chromium takes Opus' limit as its target, whatever the line bears; headers at 50 packets a second come on top
 * (some 27 kb/s). On a line too narrow for pictures the headers and this have to fit.
 */
const VOICE_BPS = 32_000
const NARROW_VOICE_BPS = 16_000

const DIRECT_BPS = 2_000_000
/** What passes through somebody's TURN server is paid for by them. */
const RELAYED_BPS = 1_000_000
const LESS_DATA_BPS = 300_000
const TRIAL_BPS = 100_000

/** So few pixels across that a face is a patch of colour: nobody can make more of it, whatever they do with it. */
const VEILED_WIDTH = 24
const ASSUMED_WIDTH = 1920

/**
 * An encoder begins at some 300 kb/s, and drops the first frames of a picture too large for that while it makes it smaller:
 * up to four (seen in Chromium), so that the other side waits for a tenth of a second more than it has to. Pixels across.
 */
const FIRST_WIDTH = 640
/** As asked of cameras. */
const USUAL_WIDTH = 1280

function scaleFor({ screen, veiled, beginning, width }: Sending): number {
  if (veiled) return Math.max(1, (width ?? ASSUMED_WIDTH) / VEILED_WIDTH)
  return beginning && !screen ? Math.max(1, (width ?? USUAL_WIDTH) / FIRST_WIDTH) : 1
}

/** How much of what may be sent. Where several limits apply, the lowest holds. */
export function encodingsFor(sending: Sending): SenderEncodings {
  const { screen, lessData, relayed, paused, mode } = sending
  // A screen is shared to be read: it is never held back, and gives up motion rather than sharpness.
  const trial = mode !== 'full' && !screen
  return {
    audio: { maxBitrate: mode === 'voiceOnly' ? NARROW_VOICE_BPS : VOICE_BPS },
    video: {
      // Without a track a sender still repeats and pads for seconds what the line has no room for (seen in Chromium).
      active: !paused,
      maxBitrate: Math.min(
        relayed ? RELAYED_BPS : DIRECT_BPS,
        lessData ? LESS_DATA_BPS : DIRECT_BPS,
        trial ? TRIAL_BPS : DIRECT_BPS,
      ),
      scaleResolutionDownBy: scaleFor(sending),
      degradationPreference: screen ? 'maintain-resolution' : 'maintain-framerate',
    },
  }
}

/** Keeps the parameters of two senders as they should be. */
export interface SenderControl {
  /** To be called as often as one likes: a sender that has them is left alone, one that could not take them is asked again. */
  apply(encodings: SenderEncodings): void
  /** Whether a picture would leave as coarse as the last `apply` has it, or coarser. */
  isCoarse(): boolean
}

const KINDS = ['audio', 'video'] as const

function write(parameters: RTCRtpSendParameters, encodings: SenderEncodings, kind: 'audio' | 'video'): void {
  for (const encoding of parameters.encodings) {
    encoding.maxBitrate = encodings[kind].maxBitrate
    // Voice first, in this device's queues and in those of networks that look (W3C WebRTC Priority §4.2, DSCP).
    if (kind === 'audio') Object.assign(encoding, { priority: 'high', networkPriority: 'high' })
    else {
      encoding.active = encodings.video.active
      encoding.scaleResolutionDownBy = encodings.video.scaleResolutionDownBy
    }
  }
  if (kind === 'video') parameters.degradationPreference = encodings.video.degradationPreference
}

/**
 * @param senders asked each time, because a responder has none before the first offer
 * @param taken called when a sender has taken its encodings
 */
export function createSenderControl(senders: () => Senders, taken: () => void = () => {}): SenderControl {
  let wanted: SenderEncodings | null = null
  const applied: Record<'audio' | 'video', string | null> = { audio: null, video: null }
  const busy = { audio: false, video: false }
  /** What the picture is scaled down by; 0 before anything was set. */
  let scale = 0

  async function set(kind: 'audio' | 'video'): Promise<void> {
    const sender = senders()[kind]
    const asked = wanted
    if (!asked || !sender || busy[kind]) return
    const key = JSON.stringify(asked[kind])
    if (key === applied[kind]) return
    busy[kind] = true
    try {
      // Read and written without a pause in between, one change at a time (W3C WebRTC §5.2, [[LastReturnedParameters]]).
      const parameters = sender.getParameters()
      // Some browsers have no encoding before the first negotiation.
      if (parameters.encodings.length === 0) return
      write(parameters, asked, kind)
      await sender.setParameters(parameters)
      applied[kind] = key
      if (kind === 'video') scale = asked.video.scaleResolutionDownBy
      taken()
    } catch {
      // Closed, or negotiated in the middle of it; the next poll tries again, if there is one.
      return
    } finally {
      busy[kind] = false
    }
    // What was wished for meanwhile.
    await set(kind)
  }

  return {
    apply(encodings) {
      wanted = encodings
      // Never rejects: see above.
      for (const kind of KINDS) void set(kind)
    },
    isCoarse: () => wanted !== null && scale >= wanted.video.scaleResolutionDownBy,
  }
}
