import * as z from 'zod/mini'

/**
 * Every way a request can fail. The server sends the codes up to `unavailable`; the requesting side adds the last
 * three. Only `@parley/ui` turns them into text for people.
 */
export const errorCodes = [
  'invalid',
  'unsupportedVersion',
  'idTaken',
  'proofWrong',
  'proofOld',
  'proofReplayed',
  'proofForeign',
  'deviceRemoved',
  'tooMany',
  'linkGone',
  'full',
  'offline',
  'busy',
  'self',
  'alreadyInCall',
  'notInCall',
  'unavailable',
  'timeout',
  'disconnected',
  'badAnswer',
] as const

/** One of `errorCodes`. */
export const ErrorCode = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof ErrorCode>

/** Parley's error for failed requests: a code and, as `cause`, the reason. */
export class CallError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, options?: ErrorOptions) {
    super(code, options)
    this.name = 'CallError'
    this.code = code
  }
}
