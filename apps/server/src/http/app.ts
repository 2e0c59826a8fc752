import { type Clock, checkUserId } from '@parley/protocol'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { Logger } from 'pino'
import type { Directory } from '../directory/directory.ts'
import type { ReservedIds } from '../directory/reservedIds.ts'
import type { AddressReader } from '../limits/addressReader.ts'
import type { Limiter } from '../limits/limiter.ts'
import { createHeaders } from './headers.ts'
import type { Health } from './health.ts'
import type { WebApp } from './webApp.ts'

/** A SHA-256 in base64url. */
const HASH = /^[A-Za-z0-9_-]{43}$/

/** The ports and settings of the HTTP routes. */
export interface AppOptions {
  directory: Pick<Directory, 'isFree'>
  reserved: ReservedIds
  wall: Clock['wall']
  limiter: Pick<Limiter, 'take'>
  addressOf: AddressReader
  /** The built web app; null serves none. */
  webApp: WebApp | null
  /** The STUN servers for calls by codes, which do not use this server. */
  stunUrls: readonly string[]
  /** True if somebody can join at the call link with this hash; see `hashOfLink`. */
  isLinkAlive(hash: string): Promise<boolean>
  health(): Promise<Health>
  /** The path of everything, with a slash at both ends. */
  basePath: string
  log: Logger
}

/**
 * Creates the app that answers HTTP requests outside Socket.IO: health, lookups of IDs and call links, STUN servers and
 * the web app.
 */
export function createApp(options: AppOptions): Express {
  const { directory, reserved, wall, limiter, addressOf, webApp, stunUrls, isLinkAlive, health, basePath, log } =
    options
  const app = express()
  app.set('case sensitive routing', true)
  app.use(createHeaders())

  // Also without the path: what looks after the process asks it directly.
  app.get(['/healthz', `${basePath}healthz`], async (_request, response) => {
    const status = await health()
    response
      .status(status === 'ok' ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status })
  })

  const api = express.Router()
  const limitLookups: RequestHandler = async (request, response, next) => {
    response.set('Cache-Control', 'no-store')
    if (await limiter.take('lookups', addressOf(request))) next()
    else response.status(429).json({ error: 'tooMany' })
  }
  api.use(['/ids', '/links'], limitLookups)
  api.get('/ids/:id', async (request, response) => {
    const { id } = request.params
    const isFree = !reserved.has(id) && (await directory.isFree(id, wall()))
    const state = checkUserId(id) ? 'invalid' : isFree ? 'free' : 'taken'
    response.json({ state })
  })
  api.get('/links/:hash', async (request, response) => {
    const { hash } = request.params
    const state = !HASH.test(hash) ? 'invalid' : (await isLinkAlive(hash)) ? 'open' : 'gone'
    response.json({ state })
  })
  api.get('/stun', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ urls: stunUrls })
  })
  api.use((_request, response) => void response.status(404).json({ error: 'notFound' }))
  app.use(`${basePath}api`, api)

  if (webApp) app.use(webApp.router)
  app.use((_request, response) => void response.status(404).type('text').send('Not found'))

  // Express recognizes an error handler by its four parameters.
  const failed: ErrorRequestHandler = (error: { status?: number }, _request, response, _next) => {
    const status = error.status ?? 500
    if (status >= 500) log.error({ err: error }, 'a page or file could not be served')
    response
      .status(status)
      .type('text')
      .send(status === 404 ? 'Not found' : status < 500 ? 'Bad request' : 'Failed')
  }
  app.use(failed)
  return app
}
