import { checkUserId, typedId } from '@parley/protocol'
import { pageAddress } from '../browser/pageAddress.ts'
import { share } from '../browser/share.ts'

/** The link that opens Parley with this ID filled in to be called. */
export const inviteLink = (userId: string, base = pageAddress()): string =>
  `${base}?${new URLSearchParams({ call: userId })}`

/** The ID in the invite link that opened the page, or the text in its place; empty if there is none. */
export const invitedTo = (search = location.search): string => (/[?&]call=/.test(search) ? checkedId(search) : '')

function checkedId(search: string): string {
  const id = typedId(search)
  return checkUserId(id) === null ? id : (new URLSearchParams(search).get('call') ?? '')
}

/** Shares the invite link. False if that did not work. */
export const shareInvite = (userId: string): Promise<boolean> =>
  share({ url: inviteLink(userId), text: `Call me on Parley: ${userId}` })
