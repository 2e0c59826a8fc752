import type { Quality } from '@parley/protocol'
import type { MediaConnection } from '../types/call.ts'
import { formatTimer } from './formatTimer.ts'

const words: Record<MediaConnection, string> = {
  connecting: 'Connecting…',
  connected: '',
  interrupted: 'Reconnecting…',
}

/** Says how the connection to the other person is, and nothing while it is well. */
export const connectionWords = (connection: MediaConnection): string => words[connection]

/** The meaning of the bars beside the name. */
export const qualityWords = (quality: Quality | 'reconnecting'): string => `Connection: ${quality}`

/** Why the other person does not see one, though one's own camera is on. */
export const videoPausedWords = 'Your camera is paused: the connection is weak.'

/** How long it has been tried to reconnect, as short as it stays clear: `0:07`. */
export const reconnectingFor = (seconds: number): string => formatTimer(seconds).replace(/^0/, '')
