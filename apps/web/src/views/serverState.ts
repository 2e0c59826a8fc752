import type { ConnectionState } from '@parley/call'
import type { LinkState } from '@parley/ui'

/** Whether this device reaches the server, as the screens tell it. */
export const linkOf = ({ status }: ConnectionState): LinkState =>
  status === 'online' || status === 'connecting' ? status : 'offline'
