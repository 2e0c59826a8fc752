/** One note of a tone: pitch in hertz, start and length in seconds from the start of the pattern. */
interface Note {
  pitch: number
  start: number
  length: number
}

/** A sound that repeats: its notes and the length of one round, in seconds. */
export interface Pattern {
  notes: Note[]
  round: number
  volume: number
}

const chord = (start: number, length: number, ...pitches: number[]): Note[] =>
  pitches.map((pitch) => ({ pitch, start, length }))

/** Played to the callee: a rising figure, twice, then a rest. */
const ringtone: Pattern = {
  notes: [0, 1.1].flatMap((at) => [
    ...chord(at, 0.5, 523.25, 659.25),
    ...chord(at + 0.18, 0.5, 659.25, 783.99),
    ...chord(at + 0.36, 0.7, 783.99, 1046.5),
  ]),
  round: 3.4,
  volume: 0.22,
}

/** Played to the caller while a device of the callee rings: 440 and 480 Hz, as in a telephone network, softly. */
const ringback: Pattern = { notes: chord(0, 1, 440, 480), round: 4, volume: 0.08 }

export const patterns = { ringtone, ringback }
/** The name of a tone that plays before a call is answered. */
export type Tone = keyof typeof patterns

/** Renders the samples of one round: sine waves that fade in and out, so that nothing clicks. */
export function render({ notes, round, volume }: Pattern, sampleRate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(round * sampleRate))
  for (const { pitch, start, length } of notes) {
    const first = Math.round(start * sampleRate)
    const count = Math.min(Math.round(length * sampleRate), samples.length - first)
    for (let n = 0; n < count; n++) {
      const t = n / sampleRate
      const envelope = Math.min(1, t / 0.02, (length - t) / 0.12)
      samples[first + n] = (samples[first + n] ?? 0) + volume * envelope * Math.sin(2 * Math.PI * pitch * t)
    }
  }
  return samples
}
