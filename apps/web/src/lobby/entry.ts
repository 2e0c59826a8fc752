import type { CallState } from '@parley/client'
import { type CallLink, callLinkIn } from '@parley/protocol'
import { pageAddress } from '../browser/pageAddress.ts'
import { share } from '../browser/share.ts'

/**
 * A way into a call without somebody's ID. The page's address holds it, so it survives a reload and can be sent.
 * `broken`: a call link that cannot be read.
 */
export type Entry = { kind: 'link'; link: CallLink } | { kind: 'match' } | { kind: 'broken' }

/** The fragment of an entry's address, which browsers send to no server. */
export function hashOf(entry: Entry): string {
  switch (entry.kind) {
    case 'link':
      return `#call=${entry.link}`
    case 'match':
      return '#meet'
    case 'broken':
      return '#call='
  }
}

/** The entry in a fragment, or in an address or text with one; null if there is none. */
export function entryOf(text: string): Entry | null {
  const link = callLinkIn(text)
  if (link !== null) return link === 'broken' ? { kind: 'broken' } : { kind: 'link', link }
  return /^#meet(?![\w-])/.test(text) ? { kind: 'match' } : null
}

/** The whole address of an entry, to send to somebody. */
export const urlOf = (entry: Entry, base = pageAddress()): string => `${base}${hashOf(entry)}`

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

/** Opens the call link in a text. False if there is none that can be read. */
export function openLinkIn(text: string): boolean {
  const entry = entryOf(text)
  if (entry?.kind !== 'link') return false
  openEntry(entry)
  return true
}

/** Removes the entry from the page's address and from the history. */
export function leaveEntry(): void {
  history.replaceState(null, '', location.pathname + location.search)
  // `replaceState` fires no event (HTML §7.4.6.1).
  dispatchEvent(new HashChangeEvent('hashchange'))
}
