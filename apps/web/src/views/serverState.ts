import type { ServerConnection } from '@parley/client'
import type { ServerStatus } from '@parley/ui'

/** Whether this device is connected to the server, for the screens. */
export const serverStatusOf = ({ status }: ServerConnection): ServerStatus =>
  status === 'online' || status === 'connecting' ? status : 'offline'
