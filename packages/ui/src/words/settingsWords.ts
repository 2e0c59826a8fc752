import { sameUser } from '@parley/protocol'
import type { ContactItem, DeviceItem, DevicesProblem, RingRule } from '../types/settings.ts'
import { idProblem } from './dialWords.ts'
import { idWords } from './idWords.ts'
import { whenWords } from './timeWords.ts'

/** The choices of who may ring, each with what callers notice of it. */
export const ringChoices: readonly { ring: RingRule; name: string; effect: string }[] = [
  { ring: 'everyone', name: 'Everyone', effect: 'Whoever knows your ID can make this browser ring.' },
  {
    ring: 'contacts',
    name: 'Only my contacts',
    effect: 'Everybody else sees “Calling…” and then “No answer”. You find a missed call.',
  },
  {
    ring: 'nobody',
    name: 'Nobody (do not disturb)',
    effect: 'All callers see “Calling…” and then “No answer”. You find a missed call.',
  },
]

/** The choice to send less, with what it costs. */
export const lessDataWords = {
  name: 'Use less data',
  effect: 'Others see you less sharply. A minute of video sends at most 3 MB instead of 15.',
}

/** The choice to connect while it rings, with what it shows. */
export const preconnectWords = {
  name: 'Connect while it rings',
  effect:
    'With people you know, so that an answer is there at once. They can learn your network address before you answer, and hear and see nothing. With others it is only prepared, and they learn nothing.',
}

/** Says why an ID cannot become a contact, or null when it can. */
export function contactWords(text: string, own: string, contacts: readonly ContactItem[]): string | null {
  const problem = idProblem(text, own, 'Type the ID of the person to add.')
  if (problem !== null) return problem
  const there = contacts.find(({ userId }) => sameUser(userId, text))
  return there ? `${there.userId} is in your contacts already.` : null
}

/** Says whether the browser keeps what is stored, and what is lost otherwise. */
export const storedWords = (stored: boolean): string =>
  stored
    ? 'This browser keeps your ID, contacts and calls until you delete them.'
    : 'This browser may delete your ID, contacts and calls by itself: Safari does after seven days without a visit. A recovery file brings your ID back.'

const kindNames = { first: 'first browser', device: 'another browser', recovery: 'recovery file' } as const

/** The name of a device inside a sentence. */
export function deviceName({ name, here, kind }: DeviceItem): string {
  return name ?? (here ? 'this browser' : kindNames[kind])
}

/** Says since when a device is there and when it last was: `Online · added 3 Mar`. */
export function deviceWords({ kind, online, addedAt, seenAt }: DeviceItem, now: number, locale: string): string {
  const when = (at: number) => whenWords(at, now, locale)
  if (kind === 'recovery') return [`Made ${when(addedAt)}`, ...(seenAt ? [`used ${when(seenAt)}`] : [])].join(' · ')
  const presence = online ? 'Online' : seenAt === null ? 'Never online yet' : `Last online ${when(seenAt)}`
  return `${presence} · added ${when(addedAt)}`
}

/** Says why the devices cannot be listed. */
export function devicesProblemWords(problem: DevicesProblem): string {
  return problem === 'unreachable'
    ? 'Your devices cannot be listed while the server cannot be reached.'
    : idWords('failed')
}

/** The consequence of removing a device. */
export function removalWords({ kind, here }: DeviceItem): string {
  if (kind === 'recovery') return 'The file can no longer bring this ID back, at once. That cannot be undone.'
  if (here) return 'This browser can no longer act as you, at once: you are logged out here.'
  return 'It can no longer act as you, at once; if it is in a call, the call ends.'
}
