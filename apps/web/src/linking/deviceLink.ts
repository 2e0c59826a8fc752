import type { DeviceInvite } from '@parley/client'
import { PublicKey, UserId } from '@parley/protocol'

/** The address that opens Parley with an invite, in its fragment, which browsers send to no server. */
export const deviceLink = ({ secret, userId, root }: DeviceInvite, base = location.origin): string =>
  `${base}/#${new URLSearchParams({ link: secret, id: userId, ...(root && { root }) })}`

/** The invite this page was opened with, if there is one. */
export function deviceInviteOf(hash = location.hash): DeviceInvite | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const secret = fields.get('link') ?? ''
  const userId = UserId.safeParse(fields.get('id'))
  if (!/^[A-Za-z0-9_-]{22}$/.test(secret) || !userId.success) return null
  // Not there if a client other than this one has made the link.
  if (!fields.has('root')) return { secret, userId: userId.data }
  const root = PublicKey.safeParse(fields.get('root'))
  return root.success ? { secret, userId: userId.data, root: root.data } : null
}
