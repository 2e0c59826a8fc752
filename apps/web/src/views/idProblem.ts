import type { ServerConnection } from '@parley/client'
import type { IdProblem } from '@parley/ui'

/** What stands between the person and their ID, if anything. */
export function problemOf(connection: ServerConnection, claiming: boolean): IdProblem | null {
  // WebCrypto is for secure contexts only, and without keys there is no ID.
  if (globalThis.isSecureContext === false) return 'insecure'
  if (connection.status === 'offline' && claiming) return 'unreachable'
  if (connection.status !== 'refused') return null
  switch (connection.code) {
    case 'idTaken':
      return 'taken'
    case 'unsupportedVersion':
      return 'outdated'
    case 'deviceRemoved':
    case 'proofWrong':
    case 'proofOld':
    case 'proofReplayed':
    case 'proofForeign':
    case 'tooMany':
      return connection.code
    default:
      return 'failed'
  }
}
