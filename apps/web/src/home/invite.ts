/** A link that opens Parley with this ID ready to be called. */
export const inviteLink = (userId: string, base = location.origin): string =>
  `${base}/?${new URLSearchParams({ call: userId })}`

/** The ID an invite link asks to call, if the page was opened by one. */
export const invitedTo = (search = location.search): string => new URLSearchParams(search).get('call') ?? ''

/** Hands the invite to the phone's share sheet, or copies it. False if neither worked. */
export async function shareInvite(userId: string): Promise<boolean> {
  const url = inviteLink(userId)
  // A mouse means a desktop, where a copied link is what people expect.
  if (matchMedia('(pointer: coarse)').matches && typeof navigator.share === 'function') {
    try {
      await navigator.share({ title: 'Parley', text: `Call me on Parley: ${userId}`, url })
      return true
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return false
    }
  }
  try {
    await navigator.clipboard.writeText(url)
    return true
  } catch {
    return false
  }
}
