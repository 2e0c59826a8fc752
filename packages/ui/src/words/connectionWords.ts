import type { ConnectionState } from '../types.ts'
import { formatTimer } from './formatTimer.ts'

const words: Record<ConnectionState, string> = {
  connecting: 'Connecting…',
  connected: '',
  interrupted: 'Reconnecting…',
}

/** Says how the connection to the other person is, and nothing while it is well. */
export const connectionWords = (connection: ConnectionState): string => words[connection]

/** How long it has been tried to reconnect, as short as it stays clear: `0:07`. */
export const reconnectingFor = (seconds: number): string => formatTimer(seconds).replace(/^0/, '')
