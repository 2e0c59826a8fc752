import type { RequestHandler } from 'express'
import helmet from 'helmet'

const self = "'self'"

/**
 * Creates the handlers that set the security headers of every response. A page loads and contacts only this server, no
 * other site can frame it or hold its window, and no other origin may use camera, microphone or screen.
 * Leaves out Strict-Transport-Security, which the operator's TLS proxy decides for the whole host, and
 * `upgrade-insecure-requests`, which would block every page in a network without TLS.
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
      // These serve only old browsers, or are the host's decision.
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
