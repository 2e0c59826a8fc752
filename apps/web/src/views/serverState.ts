import type { ServerConnection } from '@parley/client'
import type { ServerStatus } from '@parley/ui'

/** Whether this device reaches the server, as the screens tell it. */
export const serverStatusOf = ({ status }: ServerConnection): ServerStatus =>
  status === 'online' || status === 'connecting' ? status : 'offline'
