import type { MediaProblem } from '@parley/protocol'

/** The subject of a sentence about a problem. */
export type MediaDevice = 'camera' | 'microphone' | 'both'

const names = { camera: 'camera', microphone: 'microphone', both: 'camera and microphone' } as const

/** Says why a camera or microphone is not there and what to do about it. */
export function mediaWords(problem: MediaProblem, device: MediaDevice): string {
  const name = names[device]
  const [is, it] = device === 'both' ? ['are', 'them'] : ['is', 'it']
  switch (problem) {
    case 'denied':
      return `Your ${name} ${is} blocked. Allow ${it} next to the address bar, then try again.`
    case 'dismissed':
      return `Your browser asked for your ${name} and got no answer. Try again and choose Allow.`
    case 'missing':
      return `No ${name} found. Plug ${it} in and try again.`
    case 'inUse':
      return `Your ${name} ${is} used by another app. Close ${device === 'both' ? 'that app' : 'it there'} and try again.`
    case 'stuck':
      return device === 'both'
        ? `Your ${name} do not answer. Choose others, or restart your browser.`
        : `Your ${name} does not answer. Choose another one, or restart your browser.`
    case 'insecure':
      return `Your ${name} can only be used on a secure page. Open Parley with https:// and try again.`
    case 'unsupported':
      return `This browser has no ${name} for web pages. Open Parley in another browser.`
    case 'unknown':
      return `Your ${name} did not start. Try again, or choose another one.`
  }
}

/** Says that a device has not started for a while; the browser may be asking for it where nobody looks. */
export const awaitedWords = (device: MediaDevice): string =>
  `Waiting for your ${names[device]}. If your browser asks, choose Allow.`

/** Says what is wrong with camera and microphone together: one sentence where both have the same problem. */
export function devicesWords(camera: MediaProblem | null, microphone: MediaProblem | null): string[] {
  if (camera !== null && camera === microphone) return [mediaWords(camera, 'both')]
  const sentences: string[] = []
  if (camera !== null) sentences.push(mediaWords(camera, 'camera'))
  if (microphone !== null) sentences.push(mediaWords(microphone, 'microphone'))
  return sentences
}
