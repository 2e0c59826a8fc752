import { copyFile, cp, mkdir, mkdtemp, open, readdir, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConfigError } from '../config.ts'
import { openSqlite, queriesOn } from '../database/sqlite.ts'
import { openDirectory } from './openDirectory.ts'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-data-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('everything it was told is there when it is opened again', async () => {
  const dataDir = join(folder, 'deep', 'again')
  const revocations = { statement: 'a statement', certificates: ['a certificate'] }
  const missed = { callId: 'call-1', caller: 'bob', media: 'video', at: 4 } as const
  const first = await openDirectory(dataDir)
  await first.claim('Ada', 'root', 1)
  await first.addKey('ada', 'key', ['c'], 2)
  await first.addKey('ada', 'lost', ['l'], 2)
  await first.sawKey('ada', 'key', 3)
  await first.revoke('ada', null, revocations, ['lost'])
  await first.keepMissed([{ userId: 'ada', missed }])
  const secret = await first.secret()
  await first.close()

  const second = await openDirectory(dataDir)
  expect(await second.find('ada')).toEqual({ userId: 'Ada', root: 'root', revocations })
  expect(await second.listKeys('ada')).toEqual([
    { key: 'root', certificates: [], addedAt: 1, seenAt: null },
    { key: 'key', certificates: ['c'], addedAt: 2, seenAt: 3 },
  ])
  expect(await second.listMissed('ada')).toEqual([missed])
  expect(await second.secret()).toEqual(secret)
  await second.close()
})

test('every directory has a secret of its own', async () => {
  const [one, other] = [await openDirectory(join(folder, 'one')), await openDirectory(join(folder, 'other'))]
  expect(await one.secret()).not.toEqual(await other.secret())
  await Promise.all([one.close(), other.close()])
})

/** A folder with the files of a directory that was killed after these people had claimed their IDs. */
async function killedAfter(name: string, userIds: readonly string[]): Promise<string> {
  const [living, dataDir] = [join(folder, `${name}-living`), join(folder, name)]
  const directory = await openDirectory(living)
  for (const userId of userIds) await directory.claim(userId, `root of ${userId}`, 1)
  await cp(living, dataDir, { recursive: true })
  await directory.close()
  return dataDir
}

test('after a kill everything that was acknowledged is there', async () => {
  const directory = await openDirectory(await killedAfter('killed', ['ada', 'bob']))
  expect(directory.isNew).toBe(false)
  expect(await directory.find('bob')).toMatchObject({ root: 'root of bob' })
  await directory.close()
})

test('a first start is told from every other, also one that was killed before it was done', async () => {
  const dataDir = join(folder, 'first')
  await mkdir(dataDir)
  await writeFile(join(dataDir, 'parley.db'), '')
  await writeFile(join(dataDir, 'parley.db.new'), 'half a database')
  await writeFile(join(dataDir, 'parley.tally'), `${'i'.repeat(22)} ${'0'.repeat(15)}\n`)
  for (const isNew of [true, false]) {
    const directory = await openDirectory(dataDir)
    expect(directory.isNew).toBe(isNew)
    await directory.close()
  }
})

describe('T38: a thief waits for a directory that starts empty', () => {
  const LOST =
    /^The directory in DATA_DIR has lost something: .+ "npm run backup -- --restore <file>"; to begin anew .+\.$/

  async function refuses(dataDir: string): Promise<void> {
    for (const _ of [1, 2]) {
      const opening = openDirectory(dataDir)
      await expect(opening).rejects.toThrow(ConfigError)
      await expect(opening).rejects.toThrow(LOST)
    }
  }

  test('its -wal is lost, and with it all claims', async () => {
    const dataDir = await killedAfter('no-wal', ['ada'])
    await rm(join(dataDir, 'parley.db-wal'))
    await refuses(dataDir)
  })

  test('its -wal is lost, and with it the last removal of a stolen device', async () => {
    const living = join(folder, 'removal')
    const directory = await openDirectory(living)
    await directory.claim('ada', 'root', 1)
    await directory.addKey('ada', 'stolen', ['c'], 2)
    await directory.tidy()
    await directory.revoke('ada', null, { statement: 's', certificates: [] }, ['stolen'])
    const dataDir = join(folder, 'removal-lost')
    await cp(living, dataDir, { recursive: true })
    await directory.close()
    await rm(join(dataDir, 'parley.db-wal'))
    await refuses(dataDir)
  })

  test('its -wal is cut short', async () => {
    const dataDir = await killedAfter('short-wal', ['ada', 'bob', 'carol'])
    const wal = join(dataDir, 'parley.db-wal')
    await truncate(wal, (await stat(wal)).size / 2)
    await refuses(dataDir)
  })

  test('its main file is gone', async () => {
    const dataDir = await killedAfter('no-main', ['ada'])
    await rm(join(dataDir, 'parley.db'))
    await refuses(dataDir)
    const emptied = await killedAfter('emptied', ['ada'])
    await truncate(join(emptied, 'parley.db'), 0)
    await refuses(emptied)
    await rm(join(emptied, 'parley.tally'))
    await refuses(emptied)
  })

  test('only the one file was copied from a running server', async () => {
    const [from, dataDir] = [await killedAfter('copied-from', ['ada']), join(folder, 'copied')]
    await mkdir(dataDir)
    await copyFile(join(from, 'parley.db'), join(dataDir, 'parley.db'))
    await refuses(dataDir)
  })

  test('that file is the empty shell that an earlier version left', async () => {
    const dataDir = join(folder, 'shell')
    await mkdir(dataDir)
    openSqlite(join(dataDir, 'parley.db')).close()
    expect((await stat(join(dataDir, 'parley.db'))).size).toBeGreaterThan(0)
    await refuses(dataDir)
  })

  test('an older copy was put in its place', async () => {
    const dataDir = await killedAfter('older', ['ada'])
    const directory = await openDirectory(dataDir)
    await directory.tidy()
    const old = join(folder, 'old.db')
    await copyFile(join(dataDir, 'parley.db'), old)
    await directory.claim('bob', 'root of bob', 2)
    await directory.close()
    await copyFile(old, join(dataDir, 'parley.db'))
    await refuses(dataDir)
  })

  test('the file of another directory was put in its place', async () => {
    const [one, other] = [await killedAfter('one-of-two', ['ada']), await killedAfter('other', ['mallory'])]
    await (await openDirectory(other)).close()
    await rm(join(one, 'parley.db-wal'))
    await copyFile(join(other, 'parley.db'), join(one, 'parley.db'))
    await refuses(one)
  })
})

test('a claim that was stored and not yet counted is counted at the next start', async () => {
  const dataDir = await killedAfter('uncounted', ['ada', 'bob'])
  const file = await open(join(dataDir, 'parley.tally'), 'r+')
  await file.write('000000000000001', 23)
  await file.close()
  await (await openDirectory(dataDir)).close()
  await rm(join(dataDir, 'parley.db'))
  await expect(openDirectory(dataDir)).rejects.toThrow(/2 claims/)
})

test.each([0, 1, 2, 3])('a damaged page is found at the start, not by those who need it', async (page) => {
  const dataDir = join(folder, `damaged-${page}`)
  const directory = await openDirectory(dataDir)
  for (let n = 0; n < 50; n += 1) await directory.claim(`person-${n}`, `root ${n}`.padEnd(200, 'x'), 1)
  await directory.close()
  const file = await open(join(dataDir, 'parley.db'), 'r+')
  // Each of the first pages is the root of a table; the file's format stands in the very first.
  await file.write(Buffer.alloc(3_000, 0x5a), 0, 3_000, page * 4_096)
  await file.close()
  const opening = openDirectory(dataDir)
  await expect(opening).rejects.toThrow(ConfigError)
  await expect(opening).rejects.toThrow(
    /^The directory in DATA_DIR is damaged: .+ "npm run backup -- --restore <file>"\.$/,
  )
})

test('the directory of an earlier version is taken over, with a count of what it has', async () => {
  const dataDir = await killedAfter('earlier', ['ada', 'bob'])
  await (await openDirectory(dataDir)).close()
  const database = openSqlite(join(dataDir, 'parley.db'))
  database.exec('drop table directory; drop table missed_by_nobody; alter table ids drop column answered')
  database.exec("delete from kysely_migration where name like '0004%'")
  database.close()
  await rm(join(dataDir, 'parley.tally'))
  const directory = await openDirectory(dataDir)
  expect(await directory.find('ada')).toMatchObject({ root: 'root of ada' })
  await directory.close()
  await rm(join(dataDir, 'parley.db'))
  await expect(openDirectory(dataDir)).rejects.toThrow(/2 claims/)
})

test('nobody else on the machine can read it', async () => {
  const dataDir = join(folder, 'private')
  await (await openDirectory(dataDir)).close()
  expect((await stat(dataDir)).mode & 0o077).toBe(0)
})

test('T40: a missed call costs the disk the same whether somebody has the ID or nobody', async () => {
  const dataDir = join(folder, 'same-work')
  const directory = await openDirectory(dataDir)
  await directory.claim('ada', 'root', 1)
  const grown: number[] = []
  for (const [at, userId] of ['ada', 'nobody', 'ada', 'nobody', 'nobody', 'ada'].entries()) {
    await directory.tidy()
    const callId = `call-${at}`.padEnd(16, '-')
    await directory.keepMissed([{ userId, missed: { callId, caller: 'mallory', media: 'voice', at } }])
    grown.push((await stat(join(dataDir, 'parley.db-wal'))).size)
  }
  expect(grown[0]).toBeGreaterThan(0)
  expect(new Set(grown).size).toBe(1)
  await directory.close()
})

test('T39: a second server on the same data is refused until the first is gone, and leaves no trace', async () => {
  const dataDir = join(folder, 'shared')
  const first = await openDirectory(dataDir)
  await first.claim('ada', 'root', 1)
  for (const _ of [1, 2]) {
    const opening = openDirectory(dataDir)
    await expect(opening).rejects.toThrow(ConfigError)
    await expect(opening).rejects.toThrow(/^DATA_DIR is ".+", which another Parley uses; stop that one, or set .+\.$/)
  }
  await first.claim('bob', 'root', 1)
  await first.close()
  const second = await openDirectory(dataDir)
  expect(await second.find('bob')).not.toBeNull()
  await second.close()
})

test('a start that is refused leaves the folder to the next', async () => {
  const dataDir = await killedAfter('refused', ['ada'])
  await rename(join(dataDir, 'parley.db'), join(dataDir, 'away'))
  await expect(openDirectory(dataDir)).rejects.toThrow(/has lost something/)
  await rename(join(dataDir, 'away'), join(dataDir, 'parley.db'))
  await (await openDirectory(dataDir)).close()
})

test('a folder that is a file is explained in one sentence', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  const opening = openDirectory(file)
  await expect(opening).rejects.toThrow(ConfigError)
  await expect(opening).rejects.toThrow(
    /^DATA_DIR is ".*file", but must be a folder that Parley can write to \(.+\)\.$/,
  )
})

test('so is a folder that a file system cannot have, at once', async () => {
  await expect(openDirectory('/proc/nope/data')).rejects.toThrow(/^DATA_DIR is "\/proc\/nope\/data", but must be/)
})

test('so is a folder where the file should be', async () => {
  const dataDir = join(folder, 'a folder in the way')
  await mkdir(join(dataDir, 'parley.db'), { recursive: true })
  await expect(openDirectory(dataDir)).rejects.toThrow(/^DATA_DIR is "/)
})

test('data of a newer version is left alone', async () => {
  const dataDir = join(folder, 'newer')
  await (await openDirectory(dataDir)).close()
  const database = openSqlite(join(dataDir, 'parley.db'))
  await queriesOn(database)
    // Kysely's own table is not in our types.
    .withTables<{ kysely_migration: { name: string; timestamp: string } }>()
    .insertInto('kysely_migration')
    .values({ name: '9999 later', timestamp: '2099-01-01' })
    .execute()
  database.close()
  await expect(openDirectory(dataDir)).rejects.toThrow(/^The data in DATA_DIR is from a newer version of Parley/)
})

test('nobody else on the machine can read it in a folder that is open to others either', async () => {
  const dataDir = join(folder, 'open')
  await mkdir(dataDir, { mode: 0o755 })
  const directory = await openDirectory(dataDir)
  await directory.claim('ada', 'root', 1)
  for (const name of await readdir(dataDir)) expect((await stat(join(dataDir, name))).mode & 0o077, name).toBe(0)
  await directory.close()
})
