import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { UserId, userKey } from '@parley/protocol'
import { ConfigError, readConfig } from '../config.ts'
import { filesIn } from '../database/folder.ts'
import { openSqlite, queriesOn } from '../database/sqlite.ts'
import { createWriter } from '../database/writer.ts'
import { listIds } from '../directory/listIds.ts'
import { reserve } from '../directory/reservedIds.ts'
import { removeId } from '../directory/sqlWrites.ts'
import { runTool } from './runTool.ts'

const USAGE =
  'Use "npm run ids -- list", "npm run ids -- free <id>" or "npm run ids -- reserve <id>…"; Parley may run meanwhile.'

function open(dataDir: string) {
  const { database } = filesIn(dataDir)
  if (!existsSync(database)) throw new ConfigError(`There is no directory in DATA_DIR, which is "${dataDir}".`)
  return openSqlite(database)
}

function parseId(text: string): UserId {
  const parsed = UserId.safeParse(text)
  if (!parsed.success) throw new ConfigError(`"${text}" is no ID.`)
  return parsed.data
}

async function list(dataDir: string): Promise<string> {
  const database = open(dataDir)
  const rows = await listIds(queriesOn(database))
  const day = (time: number | null) => (time === null ? 'never' : new Date(time).toISOString().slice(0, 10))
  const lines = rows.map(({ userId, claimedAt, seenAt, freeAt }) =>
    [userId, day(claimedAt), day(seenAt), day(freeAt)].join('\t'),
  )
  database.close()
  return ['id\tclaimed\tlast seen\tfree from', ...lines].join('\n')
}

async function free(dataDir: string, userId: UserId): Promise<string> {
  const database = open(dataDir)
  const queries = queriesOn(database)
  const writer = createWriter({ database })
  const removed = await writer.run(() => removeId(queries, userKey(userId)))
  await writer.close()
  database.close()
  if (!removed) throw new ConfigError(`Nobody has the ID ${userId}.`)
  return `${userId} is free; the first who comes has it. To keep it from everybody, reserve it.`
}

await runTool(async () => {
  const [command, ...given] = parseArgs({ allowPositionals: true }).positionals
  const { dataDir } = readConfig(process.env)
  const [first, ...more] = given.map(parseId)
  if (command === 'list' && !first) return list(dataDir)
  if (command === 'free' && first && more.length === 0) return free(dataDir, first)
  if (command === 'reserve' && first) {
    open(dataDir).close()
    const added = reserve(dataDir, [first, ...more])
    return added.length === 0 ? 'All of these were reserved.' : `Nobody can claim ${added.join(', ')} any more.`
  }
  throw new ConfigError(USAGE)
})
