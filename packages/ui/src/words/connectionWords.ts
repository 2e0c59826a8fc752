import type { Quality } from '@parley/protocol'
import type { MediaConnection } from '../types/call.ts'
import { formatTimer } from './formatTimer.ts'

const words: Record<MediaConnection, string> = {
  connecting: 'Connecting…',
  connected: '',
  interrupted: 'Reconnecting…',
}

/**
 * Says how the connection to the other person is, and nothing while it is well.
 *
 * @param troubled true if a change of the connection, such as another network, could not be agreed on yet
 */
export const connectionWords = (connection: MediaConnection, troubled = false): string =>
  words[connection] || (troubled ? 'Something went wrong. Trying again…' : '')

/** How long two without a relay try to connect before they are told that there may be no way. Milliseconds. */
export const NO_DIRECT_WAY_AFTER_MS = 8_000

/** Says that it takes long to connect two who have no relay: there may be no way at all. */
export const noDirectWayWords = 'Still trying. Your networks may not allow a direct connection.'

/** The meaning of the bars beside the name. */
export const qualityWords = (quality: Quality | 'reconnecting'): string => `Connection: ${quality}`

/** Why the other person does not see one, though one's own camera is on. */
export const videoPausedWords = 'Your camera is paused: the connection is weak.'

/** How long it has been tried to reconnect, as short as it stays clear: `0:07`. */
export const reconnectingFor = (seconds: number): string => formatTimer(seconds).replace(/^0/, '')
