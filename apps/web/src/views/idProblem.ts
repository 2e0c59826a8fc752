import type { ServerConnection } from '@parley/client'
import type { IdProblem } from '@parley/ui'

/** The problem that keeps the person from their ID; null if there is none. */
export function problemOf(connection: ServerConnection, claiming: boolean): IdProblem | null {
  // WebCrypto exists only in secure contexts, and there is no ID without keys.
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
