import { copyFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConfigError } from '../config.ts'
import { openDirectory } from './openDirectory.ts'
import { openSqlite } from './openSqlite.ts'

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

test('once it is closed, a copy of its one file has everything', async () => {
  const [dataDir, backup] = [join(folder, 'copied'), join(folder, 'backup')]
  const first = await openDirectory(dataDir)
  await first.claim('ada', 'root', 1)
  await first.close()
  await mkdir(backup)
  await copyFile(join(dataDir, 'parley.db'), join(backup, 'parley.db'))
  const second = await openDirectory(backup)
  expect(await second.find('ada')).toMatchObject({ root: 'root' })
  await second.close()
})

test('nobody else on the machine can read it', async () => {
  const dataDir = join(folder, 'private')
  await (await openDirectory(dataDir)).close()
  expect((await stat(dataDir)).mode & 0o077).toBe(0)
})

test('a claim that is acknowledged can be read by another program at once', async () => {
  const dataDir = join(folder, 'shared')
  const [one, other] = [await openDirectory(dataDir), await openDirectory(dataDir)]
  await one.claim('ada', 'root', 1)
  expect(await other.claim('ada', 'another root', 2)).toMatchObject({ claimed: false, binding: { root: 'root' } })
  await Promise.all([one.close(), other.close()])
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

test.each(['a folder where the file should be', 'something that is no database'])('so is %s', async (what) => {
  const dataDir = join(folder, what)
  await mkdir(dataDir)
  const file = join(dataDir, 'parley.db')
  await (what.startsWith('a folder') ? mkdir(file) : writeFile(file, 'x'.repeat(5_000)))
  await expect(openDirectory(dataDir)).rejects.toThrow(/^DATA_DIR is "/)
})

test('data of a newer version is left alone', async () => {
  const dataDir = join(folder, 'newer')
  await (await openDirectory(dataDir)).close()
  const database = openSqlite(dataDir)
  await database
    // Kysely's own table is not in our types.
    .withTables<{ kysely_migration: { name: string; timestamp: string } }>()
    .insertInto('kysely_migration')
    .values({ name: '9999 later', timestamp: '2099-01-01' })
    .execute()
  await database.destroy()
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
