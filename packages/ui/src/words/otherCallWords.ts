import type { Media } from '../types/call.ts'

/** Says that a call rings. */
export const callerWords = (caller: string): string => `${caller} is calling`

/** The kind of a call that rings. */
export const mediaOfCallWords = (media: Media): string => (media === 'video' ? 'Video call' : 'Voice call')

/** The button that answers a call beside another; `engaged`: it ends that one. */
export const acceptWords = (engaged: boolean): string => (engaged ? 'End and answer' : 'Accept')

/** What is heard of an outgoing call: nothing yet, that it rings, or that it rings beside another call. */
export function outgoingWords(peer: string, ringing: 'no' | 'yes' | 'besideAnother'): string {
  switch (ringing) {
    case 'no':
      return 'Calling…'
    case 'yes':
      return 'Ringing…'
    case 'besideAnother':
      return `${peer} is in another call`
  }
}
