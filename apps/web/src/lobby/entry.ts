import type { CallState } from '@parley/call'
import { CallLink } from '@parley/protocol'
import { share } from '../browser/share.ts'

/** A way into a call other than an ID, as the address of the page says it. It outlives a reload, and can be sent to others. */
export type Door = { kind: 'link'; link: CallLink } | { kind: 'match' }

/** The part of a page's address after `#`, which browsers send to no server. */
export const hashOf = (door: Door): string => (door.kind === 'link' ? `#call=${door.link}` : '#meet')

export function doorOf(hash: string): Door | null {
  if (hash === '#meet') return { kind: 'match' }
  const link = CallLink.safeParse(new URLSearchParams(hash.replace(/^#/, '')).get('call'))
  return link.success ? { kind: 'link', link: link.data } : null
}

/** What one sends to somebody. */
export const urlOf = (door: Door, base = location.origin + location.pathname): string => `${base}${hashOf(door)}`

/** Whether this device waits at this very door; the address may have become another one since. */
export const isWaitingAt = (call: CallState, door: Door): boolean =>
  call.status === 'OUTGOING' && call.kind === door.kind && (call.kind !== 'link' || hashOf(call) === hashOf(door))

/** Whether the server has just said that this very link leads nowhere. */
export const isGone = (call: CallState, door: Door): boolean =>
  call.status === 'IDLE' &&
  call.lastEnd?.reason === 'linkGone' &&
  door.kind === 'link' &&
  call.lastEnd.link === door.link

/** Hands out a call link. False if that did not work. */
export const shareLink = (link: CallLink): Promise<boolean> =>
  share({ url: urlOf({ kind: 'link', link }), text: 'Join my call on Parley' })

export function openDoor(door: Door): void {
  location.hash = hashOf(door)
}

/** Back to where one is without a door; the address does not keep it. */
export function closeDoor(): void {
  history.replaceState(null, '', location.pathname + location.search)
  // A replaced address is told to nobody (HTML §7.4.6.1).
  dispatchEvent(new HashChangeEvent('hashchange'))
}
