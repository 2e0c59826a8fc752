import { patterns, render, type Tone } from './patterns.ts'

export type { Tone } from './patterns.ts'

/** Plays one tone at a time, or none. */
export interface Tones {
  /** Plays this tone until another, or null for silence. Repeating it changes nothing. */
  play(tone: Tone | null): void
}

/** As much of the browser as tones need. */
export interface TonePorts {
  /** Made for each tone and closed after it: browsers allow only a few. It may throw where there is no Web Audio. */
  createAudioContext(): AudioContext
  /** Where the person's gestures are told: the page's `window`. */
  gestures: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
}

/** Tones made by Web Audio, no files. Where the browser wants a gesture first, the tone starts with the next one. */
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
    const resume = () => {
      // Rejects only if the context has been closed meanwhile.
      if (context.state === 'suspended') context.resume().catch(() => undefined)
    }
    resume()
    gestures.addEventListener('pointerdown', resume)
    gestures.addEventListener('keydown', resume)
    return {
      tone,
      stop: () => {
        gestures.removeEventListener('pointerdown', resume)
        gestures.removeEventListener('keydown', resume)
        source.stop()
        // Rejects only if it is closed already, which is what is wanted.
        context.close().catch(() => undefined)
      },
    }
  }

  /** A call without a sound is still a call: where there is no Web Audio there is silence. */
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
