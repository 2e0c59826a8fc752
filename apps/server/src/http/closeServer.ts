import type { Server } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { Socket } from 'node:net'

/** How long connections may take to say goodbye. Milliseconds. */
const GOODBYE_MS = 1_000

/**
 * Remembers a server's connections, so that closing it does not wait for one whose other end does not answer.
 * Returns what waits for an orderly end and, after a moment, brings it about.
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
