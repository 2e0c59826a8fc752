import express, { type Request, type Router } from 'express'
import { serveCompressed } from './compressed.ts'

const YEAR_MS = 365 * 24 * 60 * 60 * 1000

/** True if a person opened this address; false if a page requested a file that does not exist. */
function isNavigation(request: Request): boolean {
  return request.path === '/' || (request.get('accept')?.includes('text/html') ?? false)
}

/** Serves the built web app. Browsers cache content-named files for a year and revalidate the page each time. */
export function serveWebApp(webRoot: string): Router {
  const router = express.Router()
  router.use('/assets', serveCompressed(`${webRoot}/assets`, `public, max-age=${YEAR_MS / 1000}, immutable`))
  router.use('/assets', express.static(`${webRoot}/assets`, { immutable: true, maxAge: YEAR_MS, fallthrough: false }))
  router.use(
    express.static(webRoot, {
      index: false,
      cacheControl: false,
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    }),
  )
  router.get('/{*path}', (request, response, next) => {
    if (!isNavigation(request)) {
      next()
      return
    }
    response.set('Cache-Control', 'no-cache')
    // The page's file names are relative, so that any file host can serve it; so it must be opened at the root.
    if (request.path !== '/' && request.path !== '/index.html') {
      const [, search] = request.originalUrl.split('?', 2)
      response.redirect(search === undefined ? '/' : `/?${search}`)
      return
    }
    response.sendFile('index.html', { root: webRoot, cacheControl: false })
  })
  return router
}
