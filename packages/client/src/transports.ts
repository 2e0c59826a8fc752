import type { Manager } from 'socket.io-client'
import type { JsonStorage } from './storage/jsonStorage.ts'

/** How long attempts may take, because a server may accept a connection and then send nothing. Milliseconds. */
export const attemptMs = {
  /** The first of a visit, over a WebSocket alone. */
  first: 4_000,
  later: 10_000,
}

const WEBSOCKET_FIRST = ['websocket', 'polling']
const POLLING_FIRST = ['polling', 'websocket']

/** Where it is kept that WebSockets hang in this browser's network. */
export const HANGS_KEY = 'parley.webSocketHangs'

const isTrue = (value: unknown): value is true => value === true

/**
 * Chooses the transport of each attempt to connect. The first is a WebSocket, which saves a round trip. All others begin
 * with polling and change to a WebSocket once one works: Firefox holds back WebSockets to a server that was away, and
 * some networks let one open and nothing through. Where that happened the next visit begins with polling too, until a
 * WebSocket has worked.
 *
 * @param manager that of a socket which has not begun to connect
 * @param local where it is kept that WebSockets hang here
 */
export function chooseTransports(
  manager: Manager,
  local: JsonStorage,
  { first: firstMs, later: laterMs } = attemptMs,
): void {
  const prefer = (transports: string[], ms: number) => {
    manager.opts.transports = transports
    manager.timeout(ms)
  }
  const works = () => local.remove(HANGS_KEY)
  let first = true
  if (local.read(HANGS_KEY, isTrue)) prefer(POLLING_FIRST, laterMs)
  else prefer(WEBSOCKET_FIRST, firstMs)

  manager.on('open', () => {
    first = false
    const { engine } = manager
    if (engine.transport.name === 'websocket') works()
    else engine.once('upgrade', works)
  })
  manager.on('error', ({ message }) => {
    if (first && message === 'timeout') local.write(HANGS_KEY, true)
    first = false
  })
  manager.on('reconnect_attempt', () => prefer(POLLING_FIRST, laterMs))
}
