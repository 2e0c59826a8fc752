import { keepRunning } from '@parley/webrtc'
import { patterns, render, type Tone } from './patterns.ts'

export type { Tone } from './patterns.ts'

/** Plays one tone at a time, or none. */
export interface Tones {
  /** Plays this tone until it is replaced; null is silence. Repeating a tone does not start it again. */
  play(tone: Tone | null): void
}

/** The part of the browser that tones need. */
export interface TonePorts {
  /** Called for each tone. The context is closed after it: browsers allow only a few. Throws without Web Audio. */
  createAudioContext(): AudioContext
  /** The target of the person's gestures: the page's `window`. */
  gestures: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
}

/** Creates tones by Web Audio, without files. Where the browser requires a gesture, a tone starts at the next one. */
export function createTones({ createAudioContext, gestures }: TonePorts): Tones {
  let playing: { tone: Tone; stop(): void } | null = null

  function start(tone: Tone) {
    const context = createAudioContext()
    const samples = render(patterns[tone], context.sampleRate)
    const buffer = context.createBuffer(1, samples.length, context.sampleRate)
    buffer.copyToChannel(samples, 0)
    const source = context.createBufferSource()
    source.buffer = buffer
    source.loop = true
    source.connect(context.destination)
    source.start()
    const letRest = keepRunning(context, gestures)
    return {
      tone,
      stop: () => {
        letRest()
        source.stop()
        // Rejects only if it is closed already.
        context.close().catch(() => undefined)
      },
    }
  }

  /** Starts the tone; null without Web Audio, because a call works without tones. */
  function attempt(tone: Tone): typeof playing {
    try {
      return start(tone)
    } catch {
      return null
    }
  }

  return {
    play: (tone) => {
      if (tone === (playing?.tone ?? null)) return
      playing?.stop()
      playing = tone ? attempt(tone) : null
    },
  }
}
