import type { VideoMode } from './videoPause.ts'

/** Everything that decides the encodings. */
export interface Sending {
  screen: boolean
  lessData: boolean
  relayed: boolean
  /** The camera is paused. */
  paused: boolean
  mode: VideoMode
  /** The picture must show nobody clearly. */
  veiled: boolean
  /** The bandwidth is not known yet. */
  beginning: boolean
  /** Width of the captured picture in pixels; null while the browser does not say. */
  width: number | null
  /** The shorter side of the captured picture; see `pictureOf`. */
  side: number | null
}

/** The parameters of both senders; bits per second. */
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
 * Chromium takes Opus' limit as its target, whatever the bandwidth; headers at 50 packets a second come on top (some 27 kb/s).
 * `NARROW_VOICE_BPS` and the headers fit a connection that is too narrow for pictures.
 */
const VOICE_BPS = 32_000
const NARROW_VOICE_BPS = 16_000

const DIRECT_BPS = 2_000_000
/** Somebody pays for the traffic of a TURN server. */
const RELAYED_BPS = 1_000_000
const LESS_DATA_BPS = 300_000
const TRIAL_BPS = 100_000

/**
 * With this shorter side (28 × 16 of a 16:9 camera) a face is a patch of colour, and no processing brings it back. It is
 * also the coarsest that Chromium sends (libwebrtc, `kMinLayerSize`), so that all browsers send the same. Pixels.
 */
export const VEILED_SIDE = 16

/**
 * Width of the first picture in pixels. An encoder starts at some 300 kb/s and drops the first frames of a larger picture, up to four
 * in Chromium, which costs a tenth of a second.
 */
const FIRST_WIDTH = 640
/** The width that cameras are asked for. Pixels. */
const USUAL_WIDTH = 1280

/**
 * The size of a track's pictures. Before its first frame a browser may leave it out or say 0 (mediacapture-main, issue
 * 1054): then it is not known. Where only one side is known, that counts as the shorter one: the picture gets the coarser.
 */
export function pictureOf(track: Pick<MediaStreamTrack, 'getSettings'> | null): Pick<Sending, 'width' | 'side'> {
  const { width, height } = track?.getSettings() ?? {}
  const sides = [width, height].filter((side) => side !== undefined)
  const known = sides.length > 0 && sides.every((side) => Number.isFinite(side) && side > 0)
  return known ? { width: width ?? null, side: Math.min(...sides) } : { width: null, side: null }
}

function scaleFor({ screen, veiled, beginning, width, side }: Sending): number {
  if (veiled) return side === null ? 1 : Math.max(1, side / VEILED_SIDE)
  return beginning && !screen ? Math.max(1, (width ?? USUAL_WIDTH) / FIRST_WIDTH) : 1
}

/** Decides the encodings. Where several limits apply, the lowest holds. */
export function encodingsFor(sending: Sending): SenderEncodings {
  const { screen, lessData, relayed, paused, mode, veiled, side } = sending
  // A screen is shared to be read: it is never paused, and gives up motion rather than sharpness.
  const trial = mode !== 'full' && !screen
  return {
    audio: { maxBitrate: mode === 'voiceOnly' ? NARROW_VOICE_BPS : VOICE_BPS },
    video: {
      // Chromium goes on sending repetitions and padding for seconds after a track is removed.
      // Of a picture whose size is not known nobody can say how coarse it would leave.
      active: !paused && !(veiled && side === null),
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
  /** May be called at any time: a sender that has these encodings is left alone, and one that refused them is asked again. */
  apply(encodings: SenderEncodings): void
  /** True if a picture would leave, and at least as coarse as the last `apply` asked for. */
  isCoarse(): boolean
}

const KINDS = ['audio', 'video'] as const

function write(parameters: RTCRtpSendParameters, encodings: SenderEncodings, kind: 'audio' | 'video'): void {
  for (const encoding of parameters.encodings) {
    encoding.maxBitrate = encodings[kind].maxBitrate
    // Voice first, in this device's own queues. Never `networkPriority` (W3C WebRTC Priority §4.2): it marks every packet of a
    // bundled transport, connectivity checks too, and there are networks that drop what is marked.
    if (kind === 'audio') encoding.priority = 'high'
    else {
      encoding.active = encodings.video.active
      encoding.scaleResolutionDownBy = encodings.video.scaleResolutionDownBy
    }
  }
  if (kind === 'video') parameters.degradationPreference = encodings.video.degradationPreference
}

/**
 * @param senders called each time, because a responder has none before the first offer
 * @param taken called when a sender has taken its encodings
 */
export function createSenderControl(senders: () => Senders, taken: () => void = () => {}): SenderControl {
  let wanted: SenderEncodings | null = null
  const applied: Record<'audio' | 'video', string | null> = { audio: null, video: null }
  const busy = { audio: false, video: false }
  /** The scale that the sender has taken; 0 before the first. */
  let scale = 0

  async function set(kind: 'audio' | 'video'): Promise<void> {
    const sender = senders()[kind]
    const asked = wanted
    if (!asked || !sender || busy[kind]) return
    const key = JSON.stringify(asked[kind])
    if (key === applied[kind]) return
    busy[kind] = true
    try {
      // Parameters are read and written without a pause, one change at a time (W3C WebRTC §5.2, [[LastReturnedParameters]]).
      const parameters = sender.getParameters()
      // Some browsers have no encoding before the first negotiation.
      if (parameters.encodings.length === 0) return
      write(parameters, asked, kind)
      await sender.setParameters(parameters)
      applied[kind] = key
      if (kind === 'video') scale = asked.video.scaleResolutionDownBy
      taken()
    } catch {
      // The connection was closed or renegotiated meanwhile; the next poll tries again.
      return
    } finally {
      busy[kind] = false
    }
    // `apply` may have been called meanwhile.
    await set(kind)
  }

  return {
    apply(encodings) {
      wanted = encodings
      // Never rejects: see above.
      for (const kind of KINDS) void set(kind)
    },
    isCoarse: () => wanted?.video.active === true && scale >= wanted.video.scaleResolutionDownBy,
  }
}
