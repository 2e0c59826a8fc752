import type { RequestHandler } from 'express'

/** Headers that every answer carries: only this origin's own pages may use camera, microphone and screen. */
export const safeHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(self), microphone=(self), display-capture=(self)',
    // A page around ours could lead a person's click onto "Accept".
    'Content-Security-Policy': "frame-ancestors 'self'",
  })
  next()
}
