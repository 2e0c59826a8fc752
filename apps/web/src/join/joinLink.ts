import { PublicKey, UserId } from '@parley/protocol'

/** What a link for one more device says: its secret, and whose ID it is about. `root`: what a server must not put in. */
export interface JoinInvite {
  secret: string
  userId: UserId
  root?: PublicKey
}

/** In the fragment, which browsers send to no server. */
export const joinLink = ({ secret, userId, root }: JoinInvite, base = location.origin): string =>
  `${base}/#${new URLSearchParams({ link: secret, id: userId, ...(root && { root }) })}`

/** The link this page was opened by, if it is one. */
export function joinInviteOf(hash = location.hash): JoinInvite | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const secret = fields.get('link') ?? ''
  const userId = UserId.safeParse(fields.get('id'))
  if (!/^[A-Za-z0-9_-]{22}$/.test(secret) || !userId.success) return null
  // Not there if a client other than this one has made the link.
  if (!fields.has('root')) return { secret, userId: userId.data }
  const root = PublicKey.safeParse(fields.get('root'))
  return root.success ? { secret, userId: userId.data, root: root.data } : null
}
