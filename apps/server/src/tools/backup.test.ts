import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp, restore } from '../database/backup.ts'
import { openDirectory } from '../directory/openDirectory.ts'
import { buildProgram, type Program, runningAt } from '../testing/buildProgram.ts'

let program: Program
let folder = ''

beforeAll(async () => {
  program = await buildProgram()
  folder = await mkdtemp(join(tmpdir(), 'parley-backup-'))
})
afterAll(async () => {
  await program.remove()
  await rm(folder, { recursive: true })
})

const compiler = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const tool = fileURLToPath(new URL('./backup.ts', import.meta.url))

/** Runs the operator's command. */
const backup = (dataDir: string, ...args: string[]) =>
  new Promise<{ code: number; said: string }>((resolve) => {
    const env = { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, INIT_CWD: folder }
    const child = execFile(process.execPath, ['--import', compiler, tool, ...args], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, said: stdout + stderr }),
    )
  })

test('a backup of a running server brings everybody back after all was lost', { timeout: 60_000 }, async () => {
  const dataDir = join(folder, randomUUID())
  const directory = await openDirectory(dataDir)
  for (const userId of ['ada', 'bob']) await directory.claim(userId, `root of ${userId}`, 1)
  const secret = await directory.secret()
  await directory.close()
  const running = program.start({ PORT: '0', DATA_DIR: dataDir }, ['--no-web'])
  await runningAt(running.child)
  expect(await backup(dataDir, 'kept.db')).toEqual({
    code: 0,
    said: `Backed up 2 IDs, the newest of 1970-01-01T00:00:00.001Z to ${join(folder, 'kept.db')}.\n`,
  })
  expect((await stat(join(folder, 'kept.db'))).mode & 0o077).toBe(0)
  const busy = await backup(dataDir, '--restore', 'kept.db')
  expect(busy).toEqual({ code: 1, said: expect.stringContaining('which another Parley uses; stop that one') })
  running.child.kill('SIGKILL')
  await running.ended
  await rm(dataDir, { recursive: true })

  expect(await backup(dataDir, '--restore', 'kept.db')).toMatchObject({ code: 0 })
  const again = await openDirectory(dataDir)
  expect(again.isNew).toBe(false)
  expect(await again.find('bob')).toMatchObject({ root: 'root of bob' })
  expect(Buffer.from(await again.secret())).toEqual(Buffer.from(secret))
  await again.close()
})

test('a backup that is made while people claim IDs is consistent and has all that was acknowledged before', async () => {
  const dataDir = join(folder, randomUUID())
  const directory = await openDirectory(dataDir)
  let acknowledged = 0
  let stopped = false
  const claiming = async () => {
    for (let n = 0; !stopped; n += 1) {
      await directory.claim(`person-${n}`, `root ${n}`, n)
      acknowledged += 1
    }
  }
  const work = claiming()
  try {
    for (let round = 0; round < 3; round += 1) {
      const least = acknowledged
      const target = join(folder, `round-${round}.db`)
      expect(backUp(dataDir, target).ids).toBeGreaterThanOrEqual(least)
      const restored = join(folder, randomUUID())
      expect(restore(restored, target).ids).toBeGreaterThanOrEqual(least)
      await (await openDirectory(restored)).close()
    }
  } finally {
    // Otherwise a failure would claim IDs for ever.
    stopped = true
  }
  await work
  await directory.close()
})

test('a restored older directory counts from itself, and the one before is kept', async () => {
  const dataDir = join(folder, randomUUID())
  const first = await openDirectory(dataDir)
  await first.claim('ada', 'root', 1)
  const old = join(folder, 'old.db')
  backUp(dataDir, old)
  await first.claim('bob', 'root', 1)
  await first.close()
  expect(restore(dataDir, old)).toEqual({ ids: 1, newest: 1, before: join(dataDir, 'parley.db.before') })
  const second = await openDirectory(dataDir)
  expect([await second.find('ada'), await second.find('bob')]).toEqual([expect.anything(), null])
  await second.close()
  expect(restore(dataDir, join(dataDir, 'parley.db.before'))).toMatchObject({ ids: 2 })
  expect((await readdir(dataDir)).filter((name) => name.includes('.new'))).toEqual([])
})

test('a folder whose start is refused for its missing count can be taken as it is, on purpose', async () => {
  const dataDir = join(folder, randomUUID())
  const first = await openDirectory(dataDir)
  await first.claim('ada', 'root', 1)
  await first.close()
  await rm(join(dataDir, 'parley.tally'))
  await expect(openDirectory(dataDir)).rejects.toThrow(/has lost something/)
  restore(dataDir, join(dataDir, 'parley.db'))
  const second = await openDirectory(dataDir)
  expect(await second.find('ada')).not.toBeNull()
  await second.close()
})

test('a directory that has lost something makes no backup that looks whole', async () => {
  const [living, dataDir] = [join(folder, randomUUID()), join(folder, randomUUID())]
  const directory = await openDirectory(living)
  await directory.claim('ada', 'root', 1)
  await cp(living, dataDir, { recursive: true })
  await directory.close()
  await rm(join(dataDir, 'parley.db-wal'))
  const target = join(folder, 'lost.db')
  expect(() => backUp(dataDir, target)).toThrow(/has lost something/)
  expect(await stat(target).catch(() => null)).toBeNull()
})

test('what is no whole backup is refused, and leaves everything as it is', async () => {
  const dataDir = join(folder, randomUUID())
  const directory = await openDirectory(dataDir)
  for (let n = 0; n < 50; n += 1) await directory.claim(`person-${n}`, `root ${n}`.padEnd(200, 'x'), 1)
  await directory.close()
  const damaged = join(folder, 'damaged.db')
  await cp(join(dataDir, 'parley.db'), damaged)
  const file = await open(damaged, 'r+')
  await file.write(Buffer.alloc(3_000, 0x5a), 0, 3_000, 4_096)
  await file.close()
  const text = join(folder, 'text.db')
  await writeFile(text, 'x'.repeat(5_000))
  const empty = join(folder, 'empty.db')
  await writeFile(empty, '')
  for (const source of [damaged, text, empty]) {
    expect(() => restore(dataDir, source)).toThrow(`${source} is no whole directory of Parley; use another`)
  }
  expect(() => restore(dataDir, join(folder, 'nowhere.db'))).toThrow(/^There is no file /)
  expect(() => backUp(dataDir, text)).toThrow(/exists already; name another file\.$/)
  expect(() => backUp(join(folder, 'nowhere'), join(folder, 'new.db'))).toThrow(/^There is no directory in DATA_DIR/)
  const again = await openDirectory(dataDir)
  expect(await again.find('person-49')).not.toBeNull()
  await again.close()
})

test('an operator who gives no file is told how', { timeout: 30_000 }, async () => {
  const { code, said } = await backup(folder)
  expect([code, said.startsWith('Use "npm run backup -- <file>"')]).toEqual([1, true])
})
