import * as z from 'zod/mini'

/**
 * Every way a request can fail, as data. The server sends the first group; the second arises on the asking side.
 * Text for people is made from these in `@parley/ui`, nowhere else.
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

export const ErrorCode = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof ErrorCode>

/** The one error class of Parley: a code from the closed set, and what caused it. */
export class CallError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, options?: ErrorOptions) {
    super(code, options)
    this.name = 'CallError'
    this.code = code
  }
}
