import type { RequestHandler } from 'express'
import helmet from 'helmet'

const self = "'self'"

/**
 * Headers that every answer carries: a page of this server runs only what this server sent and talks to nobody else,
 * no other site can put it in a frame or hold its window, and only it may use camera, microphone and screen.
 * Not among them: Strict-Transport-Security, which whoever ends TLS in front decides for the whole host, and
 * `upgrade-insecure-requests`, with which no page would load in a network without TLS.
 */
export function createHeaders(): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: [self],
          scriptSrc: [self],
          styleSrc: [self],
          imgSrc: [self, 'data:', 'blob:'],
          mediaSrc: [self, 'blob:'],
          connectSrc: [self],
          fontSrc: [self],
          workerSrc: [self],
          manifestSrc: [self],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: [self],
          frameAncestors: ["'none'"],
        },
      },
      crossOriginOpenerPolicy: { policy: 'same-origin' },
      crossOriginResourcePolicy: { policy: 'same-origin' },
      referrerPolicy: { policy: 'same-origin' },
      xContentTypeOptions: true,
      xFrameOptions: { action: 'deny' },
      xPoweredBy: true,
      // For browsers that are no more, or the host's business.
      strictTransportSecurity: false,
      originAgentCluster: false,
      xDnsPrefetchControl: false,
      xDownloadOptions: false,
      xPermittedCrossDomainPolicies: false,
      xXssProtection: false,
    }),
    (_request, response, next) => {
      response.set('Permissions-Policy', 'camera=(self), microphone=(self), display-capture=(self)')
      next()
    },
  ]
}
