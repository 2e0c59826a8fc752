import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { AddressReader } from '../limits/addressReader.ts'
import type { Limiter } from '../limits/limiter.ts'

/** Lets a request through by calling `pass`, or answers that there were too many of its address (RFC 6585 §4). */
export type Admit = (request: IncomingMessage, response: ServerResponse, pass: () => void) => void

/** The path of a request, without its query. */
const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? '/'

/** How long a refusal is held back: whoever waits for it asks less often, and costs less. Milliseconds. */
const REFUSING_MS = 100

const body = '{"error":"tooMany"}'
/** With its length, so that headers and body leave in one write. */
const refusal = {
  body,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', 'Content-Length': body.length },
}

const ignore = (): void => {}

/**
 * Creates the limit of each address for requests that cost more than a file of the app. Requests after the health of
 * the process are counted apart, because what looks after it may share an address with visitors.
 */
export function createAdmit(options: {
  limiter: Pick<Limiter, 'take'>
  addressOf: AddressReader
  /** The number of the operator's proxies, whose connections are not to be held up. */
  trustProxy: number
  log: Logger
}): Admit {
  const { limiter, addressOf, trustProxy, log } = options

  function refuse(response: ServerResponse): void {
    response.writeHead(429, refusal.headers)
    response.end(refusal.body)
  }

  return (request, response, pass) => {
    const address = addressOf(request)
    const { socket: line } = request
    // Of an upgrade nobody else listens yet, and an error without a listener would end the process.
    line.on('error', ignore)
    const end = (then: () => void) => {
      line.off('error', ignore)
      then()
    }
    limiter.take('http', pathOf(request).endsWith('/healthz') ? `healthz ${address}` : address).then(
      (free) => {
        if (free) end(pass)
        else if (trustProxy > 0) end(() => refuse(response))
        else setTimeout(() => end(() => refuse(response)), REFUSING_MS).unref()
      },
      (error: unknown) => {
        log.error({ err: error }, 'a limit failed')
        end(() => refuse(response))
      },
    )
  }
}

/** The ports of the gate. */
export interface GateOptions {
  /** True if the request is answered with a file of the app. */
  isFile(method: string | undefined, path: string): boolean
  admit: Admit
  /** What is behind the gate. */
  app: RequestListener
}

/** Creates the gate in front of the app: what is over the limit is refused before it costs anything. */
export function createGate({ isFile, admit, app }: GateOptions): RequestListener {
  return (request, response) => {
    if (isFile(request.method, pathOf(request))) app(request, response)
    else admit(request, response, () => app(request, response))
  }
}
