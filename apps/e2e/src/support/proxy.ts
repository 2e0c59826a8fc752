import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { Duplex } from 'node:stream'

/** A reverse proxy as an operator puts one in front of Parley. It keeps paths and hosts, and passes WebSockets. */
export interface ReverseProxy {
  /** Its origin. */
  origin: string
  /** Passes everything on to the server at this address from now on; while nothing answers there, the proxy answers 502. */
  passTo(url: string): void
  stop(): Promise<void>
}

/** Starts a proxy on a free port. */
export async function startReverseProxy(): Promise<ReverseProxy> {
  let target: URL | null = null
  const ask = ({ method, url, headers }: IncomingMessage) =>
    request({ host: target?.hostname, port: target?.port, method, path: url, headers, agent: false })

  const proxy = createServer((incoming, outgoing) => {
    const asked = ask(incoming)
    asked.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(outgoing)
    })
    asked.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>502 Bad Gateway</h1>')
    })
    incoming.pipe(asked)
  })
  const tunnels = new Set<Duplex>()
  proxy.on('upgrade', (incoming, visitor) => {
    const asked = ask(incoming)
    tunnels.add(visitor)
    visitor.on('close', () => tunnels.delete(visitor)).on('error', () => asked.destroy())
    asked.on('upgrade', ({ rawHeaders }, server, head) => {
      const lines = rawHeaders.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`))
      visitor.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`)
      visitor.write(head)
      server.on('error', () => visitor.destroy()).on('close', () => visitor.destroy())
      visitor.on('close', () => server.destroy())
      server.pipe(visitor).pipe(server)
    })
    const refuse = () => visitor.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    asked.on('response', refuse).on('error', refuse)
    asked.end()
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    passTo: (url) => {
      target = new URL(url)
    },
    stop: async () => {
      for (const tunnel of tunnels) tunnel.destroy()
      proxy.closeAllConnections()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}

/** Starts a proxy before a server of the test, which is served under a path. Resolves to both and to the address of the app. */
export async function serveUnderPath<S extends { url: string }>(
  serve: (env: Record<string, string>) => Promise<S>,
): Promise<{ proxy: ReverseProxy; server: S; url: string }> {
  const proxy = await startReverseProxy()
  const url = `${proxy.origin}/some/parley/`
  const server = await serve({ PUBLIC_ORIGIN: url, TRUST_PROXY: '1' })
  proxy.passTo(server.url.replace('localhost', '127.0.0.1'))
  return { proxy, server, url }
}
