import type { Media } from '../types/call.ts'
import type { Found, Reach } from '../types/codes.ts'

/** Why a pasted or scanned text is of no use where it was pasted. */
export type PasteProblem =
  | 'notACode'
  | 'cut'
  | 'damaged'
  | 'version'
  | 'old'
  | 'own'
  | 'offer'
  | 'answer'
  | 'otherAnswer'

/** Says what is wrong with a pasted text and what to do about it. */
export function pasteWords(problem: PasteProblem): string {
  switch (problem) {
    case 'notACode':
      return 'This is not a Parley code. Copy the whole code and paste it here.'
    case 'cut':
      return 'The end of this code is missing. Copy all of it and paste it again.'
    case 'damaged':
      return 'Something in this code was changed on the way. Copy it again, or have it sent in another way.'
    case 'version':
      return 'This code is from another version of Parley. Reload this page on both sides, then start again.'
    case 'old':
      return 'Your code above is too old by now: the ways to reach you may be closed. Cancel, and start again with a new one.'
    case 'own':
      return 'This is your own code. It is for the other person; what they send back goes here.'
    case 'offer':
      return 'This code starts another call. Paste the answer to your own code here, or cancel and answer this one.'
    case 'answer':
      return 'This is an answer. It belongs where the call was started.'
    case 'otherAnswer':
      return 'This answers another code than the one above. Send the one above, and paste what comes back.'
  }
}

/** Says how far a code reaches. */
export function reachWords(reach: Reach): string {
  switch (reach) {
    case 'nowhere':
      return 'No network was found, so nobody can reach you with this code. Connect this device to one, then start again.'
    case 'network':
      return 'Works in your own network only, such as your Wi-Fi.'
    case 'internet':
      return 'Works across the internet.'
  }
}

/** Says what has been found so far while a code is made. */
export function foundWords({ network, internet }: Found): string {
  if (network + internet === 0) return 'Looking for ways to reach you…'
  const ways = (count: number) => `${count} ${count === 1 ? 'way' : 'ways'}`
  const through = internet > 0 ? `, ${ways(internet)} through the internet` : ''
  return `Found ${ways(network)} in your network${through}…`
}

/** Says what an offer is for, and who says to have made it. */
export function offerWords({ from, media }: { from: string | null; media: Media }): string {
  return `${media === 'video' ? 'Video' : 'Voice'} call from ${from === null ? 'somebody' : `“${from}”`}`
}

/** The help for a call that does not connect: heading and sentences. */
export const helpWords: readonly { title: string; text: string }[] = [
  {
    title: 'The microphone is blocked',
    text: 'Allow it next to the address bar, in your browser’s settings for this page, and in those of your phone or computer. Then try again.',
  },
  {
    title: 'It keeps connecting',
    text: 'Codes are good for about ten minutes: start again with new ones, and carry them quickly. A code that works in your own network only needs both of you on the same Wi-Fi, without a VPN. Some company and mobile networks let no direct call through; try another network, such as a phone’s hotspot.',
  },
  {
    title: 'There is no sound',
    text: 'Tap the page once: some browsers play nothing before. Check that neither of you is muted, then the volume, and choose another speaker or microphone in the call’s device menu.',
  },
]
