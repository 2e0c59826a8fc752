import { createHash } from 'node:crypto'
import type { CallLink } from '@parley/protocol'

/** By what the server knows a call link: its SHA-256, in base64url, by which nobody can open it. */
export const hashOfLink = (link: CallLink): string => createHash('sha256').update(link).digest('base64url')
