import { share } from '../browser/share.ts'

/** A link that opens Parley with this ID ready to be called. */
export const inviteLink = (userId: string, base = location.origin): string =>
  `${base}/?${new URLSearchParams({ call: userId })}`

/** The ID an invite link asks to call, if the page was opened by one. */
export const invitedTo = (search = location.search): string => new URLSearchParams(search).get('call') ?? ''

/** Hands the invite out. False if that did not work. */
export const shareInvite = (userId: string): Promise<boolean> =>
  share({ url: inviteLink(userId), text: `Call me on Parley: ${userId}` })
