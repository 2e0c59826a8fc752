import { keepRunning } from './keepRunning.ts'

/** How loud a track is, for a picture of it; it makes no sound. */
export interface LevelMeter {
  /** 0 is silence, 1 is loud speech. */
  read(): number
  /** Root mean square of the last samples, 0 to 1; exactly 0 is digital silence. Null while it does not run. */
  amplitude(): number | null
  close(): void
}

/** Loudness is heard by ratio: from a quiet room to loud speech, in decibels of full scale. */
const QUIET_DB = -55
const LOUD_DB = -12

function sourceOf(track: MediaStreamTrack, context: AudioContext): MediaStreamAudioSourceNode {
  try {
    return context.createMediaStreamSource(new MediaStream([track]))
  } catch (error) {
    // Some browsers refuse a track of another sample rate; the context must not stay open for it.
    context.close().catch(() => undefined)
    throw error
  }
}

/** Measures a track without playing, cloning or stopping it; throws where it cannot. Closing it closes its AudioContext. */
export function createLevelMeter(track: MediaStreamTrack, createContext = () => new AudioContext()): LevelMeter {
  const context = createContext()
  const source = sourceOf(track, context)
  const analyser = context.createAnalyser()
  const samples = new Float32Array(analyser.fftSize)
  let closed = false
  // Never connected on to the destination: one's own voice would come out of the speakers.
  source.connect(analyser)

  const letRest = keepRunning(context, document)

  function amplitude(): number | null {
    if (closed || context.state !== 'running') return null
    analyser.getFloatTimeDomainData(samples)
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
  }

  return {
    read() {
      const decibels = 20 * Math.log10(amplitude() ?? 0)
      return Math.min(1, Math.max(0, (decibels - QUIET_DB) / (LOUD_DB - QUIET_DB)))
    },
    amplitude,
    close() {
      if (closed) return
      closed = true
      letRest()
      source.disconnect()
      // Rejects only if it is closed already, which is what is wanted.
      context.close().catch(() => undefined)
    },
  }
}
