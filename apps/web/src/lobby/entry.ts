import type { CallState } from '@parley/client'
import { CallLink } from '@parley/protocol'
import { share } from '../browser/share.ts'

/** A way into a call without somebody's ID. The page's address holds it, so it survives a reload and can be sent. */
export type Entry = { kind: 'link'; link: CallLink } | { kind: 'match' }

/** The fragment of an entry's address, which browsers send to no server. */
export const hashOf = (entry: Entry): string => (entry.kind === 'link' ? `#call=${entry.link}` : '#meet')

export function entryOf(hash: string): Entry | null {
  if (hash === '#meet') return { kind: 'match' }
  const link = CallLink.safeParse(new URLSearchParams(hash.replace(/^#/, '')).get('call'))
  return link.success ? { kind: 'link', link: link.data } : null
}

/** The whole address of an entry, to send to somebody. */
export const urlOf = (entry: Entry, base = location.origin + location.pathname): string => `${base}${hashOf(entry)}`

/** True if this device waits at this entry. The page's address may have changed since it began to wait. */
export const isWaitingAt = (call: CallState, entry: Entry): boolean =>
  call.status === 'OUTGOING' && call.kind === entry.kind && (call.kind !== 'link' || hashOf(call) === hashOf(entry))

/** True if the last call ended because this link is not valid. */
export const isGone = (call: CallState, entry: Entry): boolean =>
  call.status === 'IDLE' &&
  call.lastEnd?.reason === 'linkGone' &&
  entry.kind === 'link' &&
  call.lastEnd.link === entry.link

/** Shares a call link. False if that did not work. */
export const shareLink = (link: CallLink): Promise<boolean> =>
  share({ url: urlOf({ kind: 'link', link }), text: 'Join my call on Parley' })

export function openEntry(entry: Entry): void {
  location.hash = hashOf(entry)
}

/** Removes the entry from the page's address and from the history. */
export function leaveEntry(): void {
  history.replaceState(null, '', location.pathname + location.search)
  // `replaceState` fires no event (HTML §7.4.6.1).
  dispatchEvent(new HashChangeEvent('hashchange'))
}
