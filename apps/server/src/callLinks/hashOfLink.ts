import { createHash } from 'node:crypto'
import type { CallLink } from '@parley/protocol'

/** The name under which the server keeps a call link: its SHA-256 in base64url, which does not open the link. */
export const hashOfLink = (link: CallLink): string => createHash('sha256').update(link).digest('base64url')
