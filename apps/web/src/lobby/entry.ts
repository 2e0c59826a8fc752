import type { CallState } from '@parley/client'
import { CallLink } from '@parley/protocol'
import { share } from '../browser/share.ts'

/** A way into a call other than an ID, as the address of the page says it. It outlives a reload, and can be sent to others. */
export type Entry = { kind: 'link'; link: CallLink } | { kind: 'match' }

/** The part of a page's address after `#`, which browsers send to no server. */
export const hashOf = (entry: Entry): string => (entry.kind === 'link' ? `#call=${entry.link}` : '#meet')

export function entryOf(hash: string): Entry | null {
  if (hash === '#meet') return { kind: 'match' }
  const link = CallLink.safeParse(new URLSearchParams(hash.replace(/^#/, '')).get('call'))
  return link.success ? { kind: 'link', link: link.data } : null
}

/** What one sends to somebody. */
export const urlOf = (entry: Entry, base = location.origin + location.pathname): string => `${base}${hashOf(entry)}`

/** Whether this device waits at this very entry; the address may have become another one since. */
export const isWaitingAt = (call: CallState, entry: Entry): boolean =>
  call.status === 'OUTGOING' && call.kind === entry.kind && (call.kind !== 'link' || hashOf(call) === hashOf(entry))

/** Whether the server has just said that this very link leads nowhere. */
export const isGone = (call: CallState, entry: Entry): boolean =>
  call.status === 'IDLE' &&
  call.lastEnd?.reason === 'linkGone' &&
  entry.kind === 'link' &&
  call.lastEnd.link === entry.link

/** Hands out a call link. False if that did not work. */
export const shareLink = (link: CallLink): Promise<boolean> =>
  share({ url: urlOf({ kind: 'link', link }), text: 'Join my call on Parley' })

export function openEntry(entry: Entry): void {
  location.hash = hashOf(entry)
}

/** Back to where one is without a entry; the address does not keep it. */
export function leaveEntry(): void {
  history.replaceState(null, '', location.pathname + location.search)
  // A replaced address is told to nobody (HTML §7.4.6.1).
  dispatchEvent(new HashChangeEvent('hashchange'))
}
