import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = new URL('../../../web/dist/', import.meta.url)

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

/** Serves the built web app from a folder of a plain file host. `folder`: with a slash at both ends. */
export async function startFileHost(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  const host = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const path = pathname.startsWith(folder) ? pathname.slice(folder.length) || 'index.html' : null
    try {
      if (path === null) throw new Error('of another folder')
      const body = await readFile(fileURLToPath(new URL(path, dist)))
      response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  host.listen(0, '127.0.0.1')
  await once(host, 'listening')
  const address = host.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}${folder}`,
    stop: async () => {
      host.closeAllConnections()
      host.close()
      await once(host, 'close')
    },
  }
}
