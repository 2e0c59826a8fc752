import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

/** Serves the pages of `inPage/` on a free port of loopback, at `url`. */
export async function servePages(): Promise<{ url: string; close(): Promise<void> }> {
  const server = await createServer({
    root: fileURLToPath(new URL('../inPage', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1' },
  })
  await server.listen()
  const address = server.httpServer?.address()
  if (typeof address !== 'object' || address === null) throw new Error('the pages are not served')
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() }
}
