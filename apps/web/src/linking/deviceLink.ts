import type { DeviceInvite } from '@parley/client'
import { PublicKey, UserId, unescaped, withoutUnseen } from '@parley/protocol'
import { pageAddress } from '../browser/pageAddress.ts'

/** The address that opens Parley with an invite. The invite is in the fragment, which browsers send to no server. */
export const deviceLink = ({ secret, userId, root }: DeviceInvite, base = pageAddress()): string =>
  `${base}#${new URLSearchParams({ link: secret, id: userId, ...(root && { root }) })}`

/** Signs that mail or a messenger put behind a link; none of its fields ends in one. */
const BEHIND = /[^A-Za-z0-9_-]+$/

/** The invite in the page's address; null if there is none, or it is invalid. */
export function deviceInviteOf(hash = location.hash): DeviceInvite | null {
  const plain = withoutUnseen(unescaped(hash)).replace(BEHIND, '')
  const fields = new URLSearchParams(plain.replace(/^#/, ''))
  const secret = fields.get('link') ?? ''
  const userId = UserId.safeParse(fields.get('id'))
  if (!/^[A-Za-z0-9_-]{22}$/.test(secret) || !userId.success) return null
  // Another client may have made the link without a root.
  if (!fields.has('root')) return { secret, userId: userId.data }
  const root = PublicKey.safeParse(fields.get('root'))
  return root.success ? { secret, userId: userId.data, root: root.data } : null
}
