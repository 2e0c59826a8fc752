import express, { type Request, type RequestHandler, type Router } from 'express'
import { type Files, readFiles } from './files.ts'

const YEAR_SECONDS = 365 * 24 * 60 * 60

/** For files that are named after their content. */
const FOR_EVER = `public, max-age=${YEAR_SECONDS}, immutable`
/** Kept, but asked for each time. */
const FRESH = 'no-cache'

/** The built web app. */
export interface WebApp {
  router: Router
  /** True if a request with this method for this path, without a query, is answered with a file. */
  isFile(method: string | undefined, path: string): boolean
}

/** True if a person opened this address; false if a page requested a file that does not exist. */
function isNavigation(request: Request): boolean {
  return request.path === '/' || (request.get('accept')?.includes('text/html') ?? false)
}

/** The fragment of an address whose `#` was escaped, as in `/%23call=…`; empty if there is none. */
const fragmentOf = (url: string): string => /^\/%23([^?]*)/.exec(url)?.[1]?.replace(/^/, '#') ?? ''

/** Leads a person who opened any other address to the page, with the query and fragment that they had. */
function leadTo(basePath: string): RequestHandler {
  return (request, response, next) => {
    if (!isNavigation(request)) {
      next()
      return
    }
    const [, search] = request.originalUrl.split('?', 2)
    response.set('Cache-Control', 'no-cache')
    response.redirect(`${basePath}${search === undefined ? '' : `?${search}`}${fragmentOf(request.url)}`)
  }
}

const isRead = (method: string | undefined): boolean => method === 'GET' || method === 'HEAD'
const nameOf = (path: string): string => (path === '/' ? '/index.html' : path)
const isAsset = (path: string): boolean => path.startsWith('/assets/')

/** Serves the files of the app. Browsers cache content-named ones for a year and revalidate the others each time. */
function serveFiles(files: Files): RequestHandler {
  return async (request, response, next) => {
    const name = nameOf(request.path)
    if (!isRead(request.method) || !files.has(name)) next()
    else await files.send(name, isAsset(name) ? FOR_EVER : FRESH, request, response)
  }
}

/**
 * Reads the built web app, to be served under a path, and leads there from any other.
 *
 * @param basePath with a slash at both ends
 * @throws Error if the folder cannot be read
 */
export function createWebApp(webRoot: string, basePath: string): WebApp {
  const files = readFiles(webRoot)
  const lead = leadTo(basePath)
  const app = express.Router({ caseSensitive: true })
  // The page's file names are relative, so that it can be served under any path; so it must be opened at the root of that path.
  app.use((request, response, next) => {
    if (`${request.originalUrl.split('?', 1)[0]}/` === basePath) lead(request, response, next)
    else next()
  })
  app.use(serveFiles(files))
  app.get('/{*path}', (request, response, next) => {
    // What a page of another build asks for is not there, whoever opens it.
    if (isAsset(request.path)) next()
    else lead(request, response, next)
  })
  const router = express.Router({ caseSensitive: true })
  router.use(basePath, app)
  router.get('/{*path}', (request, response, next) => {
    if (request.originalUrl.startsWith(`${basePath}assets/`)) next()
    else lead(request, response, next)
  })
  return {
    router,
    isFile: (method, path) =>
      isRead(method) && path.startsWith(basePath) && files.has(nameOf(`/${path.slice(basePath.length)}`)),
  }
}
