import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type UserId, userKey } from '@parley/protocol'

/** IDs that nobody can claim; whoever has one already keeps it. */
export interface ReservedIds {
  has(userId: UserId): boolean
}

/** What people would take for whoever runs the server. */
const DEFAULTS = [
  ...['abuse', 'admin', 'administrator', 'help', 'helpdesk', 'hostmaster', 'info', 'mod', 'moderator', 'official'],
  ...['operator', 'owner', 'parley', 'postmaster', 'root', 'security', 'service', 'staff', 'support', 'system'],
  ...['team', 'webmaster'],
]

const HEAD = '# IDs that nobody can claim, one a line; a change counts at once.'

/** The file of reserved IDs in a data folder. */
export const reservedFile = (dataDir: string): string => join(dataDir, 'reserved-ids')

const parse = (text: string): Set<string> =>
  new Set(text.split('\n').flatMap((line) => userKey(line.replace(/#.*/, '').trim()) || []))

/** Reads the reserved IDs of a data folder; writes the file with the usual ones if there is none. */
function read(file: string): string {
  if (!existsSync(file)) writeFileSync(file, `${[HEAD, ...DEFAULTS].join('\n')}\n`, { mode: 0o600 })
  return readFileSync(file, 'utf8')
}

/** Adds IDs to the reserved ones of a data folder, and returns those that were not yet among them. */
export function reserve(dataDir: string, userIds: readonly UserId[]): UserId[] {
  const file = reservedFile(dataDir)
  const text = read(file)
  const known = parse(text)
  const added = userIds.filter((userId) => !known.has(userKey(userId)))
  const end = text.endsWith('\n') || text === '' ? '' : '\n'
  if (added.length > 0) writeFileSync(file, `${text}${end}${added.map(userKey).join('\n')}\n`)
  return added
}

/** Opens the reserved IDs of a data folder, whose file is read again when it has changed; `:memory:` has the usual ones. */
export function createReservedIds(dataDir: string): ReservedIds {
  if (dataDir === ':memory:') return { has: (userId) => DEFAULTS.includes(userKey(userId)) }
  const file = reservedFile(dataDir)
  let ids = parse(read(file))
  let version = ''

  return {
    has: (userId) => {
      const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0 }
      const now = `${mtimeMs} ${size}`
      if (now !== version) ids = parse(read(file))
      version = now
      return ids.has(userKey(userId))
    },
  }
}
