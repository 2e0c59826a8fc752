import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTables } from '../database/prepare.ts'
import { openSqlite, queriesOn } from '../database/sqlite.ts'
import type { Tally } from '../database/tally.ts'
import { createWriter } from '../database/writer.ts'
import { createFakeClock } from '../testing/fakeClock.ts'
import { createGroupedWrites } from './groupedWrites.ts'
import { createSqlReads } from './sqlReads.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-writes-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Opens writes on a new file, and records the tallies that are kept. */
async function setUp(name: string) {
  const file = join(folder, name)
  const database = openSqlite(file)
  await createTables(queriesOn(database), { identity: 'i'.repeat(22), acknowledged: 0 })
  const kept: Tally[] = []
  const tally = { write: (state: Tally) => void kept.push(state), close: () => undefined }
  const clock = createFakeClock()
  return { file, kept, clock, writes: createGroupedWrites(database, { tally, clock }) }
}

test('a crowd of new IDs shares one wait for the disk', async () => {
  const { kept, writes } = await setUp('crowd')
  await Promise.all(Array.from({ length: 100 }, (_, n) => writes.claim(`person-${n}`, `root ${n}`, 1)))
  expect(kept.map(({ acknowledged }) => acknowledged)).toEqual([100])
  await writes.close()
})

test('a write that fails takes back only its own changes, and the others of its group are stored', async () => {
  const database = openSqlite(join(folder, 'failing'))
  database.exec('create table t (x integer primary key)')
  const writer = createWriter({ database })
  const insert = (x: number, error?: Error) =>
    writer.run(async () => {
      database.exec(`insert into t values (${x})`)
      if (error) throw error
      return x
    })
  const outcomes = await Promise.allSettled([insert(1), insert(2, new Error('no')), insert(1), insert(3)])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(database.prepare('select x from t').all()).toEqual([{ x: 1 }, { x: 3 }])
  await writer.close()
  await expect(insert(4)).rejects.toThrow('the database is closed')
  database.close()
})

test('what must not be lost is counted before it is acknowledged, and nothing if it cannot be', async () => {
  const database = openSqlite(join(folder, 'uncounted'))
  await createTables(queriesOn(database), { identity: 'i'.repeat(22), acknowledged: 0 })
  const full = () => {
    throw new Error('disk full')
  }
  const writes = createGroupedWrites(database, { tally: { write: full, close: () => undefined }, clock: null })
  await expect(writes.claim('ada', 'root', 1)).rejects.toThrow('disk full')
  await writes.close()
})

test('ten seconds after a write a copy of the one file has it', async () => {
  const { file, clock, writes } = await setUp('tidied')
  await writes.claim('ada', 'root', 1)
  await clock.advance(10_000)
  await copyFile(file, `${file}.copy`)
  const copy = openSqlite(`${file}.copy`)
  expect(await createSqlReads(queriesOn(copy)).find('ada')).toMatchObject({ root: 'root' })
  expect(clock.pending).toBe(0)
  copy.close()
  await writes.close()
})
