import type { Server } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { Socket } from 'node:net'

/** How long connections may take to close by themselves. Milliseconds. */
const GOODBYE_MS = 1_000

/**
 * Tracks a server's connections, so that closing it does not wait for an unresponsive client.
 * Returns a function that waits for `closed`, and destroys the open connections after `GOODBYE_MS`.
 */
export function prepareToClose(http: Server | SecureServer): (closed: Promise<unknown>) => Promise<void> {
  const open = new Set<Socket>()
  http.on('connection', (connection: Socket) => {
    open.add(connection)
    connection.once('close', () => open.delete(connection))
  })

  return async (closed) => {
    http.closeIdleConnections()
    const goodbye = setTimeout(() => {
      for (const connection of open) connection.destroy()
    }, GOODBYE_MS)
    await closed
    clearTimeout(goodbye)
  }
}
