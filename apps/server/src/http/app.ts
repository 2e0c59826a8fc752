import { checkUserId } from '@parley/protocol'
import express, { type ErrorRequestHandler, type Express } from 'express'
import type { Logger } from 'pino'
import type { Directory } from '../directory/directory.ts'
import type { AddressReader } from '../limits/addressReader.ts'
import type { Limiter } from '../limits/limiter.ts'
import { createHeaders } from './headers.ts'
import { serveWebApp } from './webApp.ts'

/** The ports and settings of the HTTP routes. */
export interface AppOptions {
  directory: Pick<Directory, 'find'>
  limiter: Pick<Limiter, 'take'>
  addressOf: AddressReader
  /** The folder of the built web app; null serves none. */
  webRoot: string | null
  /** The STUN servers for calls by codes, which do not use this server. */
  stunUrls: readonly string[]
  log: Logger
}

/** Creates the app that answers HTTP requests outside Socket.IO: health, ID lookup, STUN servers and the web app. */
export function createApp({ directory, limiter, addressOf, webRoot, stunUrls, log }: AppOptions): Express {
  const app = express()
  app.use(createHeaders())

  app.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' })
  })

  app.get('/api/ids/:id', async (request, response) => {
    response.set('Cache-Control', 'no-store')
    if (!(await limiter.take('lookups', addressOf(request)))) {
      response.status(429).json({ error: 'tooMany' })
      return
    }
    const { id } = request.params
    const state = checkUserId(id) ? 'invalid' : (await directory.find(id)) ? 'taken' : 'free'
    response.json({ state })
  })
  app.get('/api/stun', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ urls: stunUrls })
  })
  app.use('/api', (_request, response) => void response.status(404).json({ error: 'notFound' }))

  if (webRoot !== null) app.use(serveWebApp(webRoot))
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
