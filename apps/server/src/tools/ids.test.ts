import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDirectory } from '../directory/openDirectory.ts'
import { createReservedIds } from '../directory/reservedIds.ts'

let dataDir = ''
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-ids-'))
})
afterAll(() => rm(dataDir, { recursive: true }))

const compiler = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const tool = fileURLToPath(new URL('./ids.ts', import.meta.url))

/** Runs the operator's command. */
const ids = (...args: string[]) =>
  new Promise<{ code: number; said: string }>((resolve) => {
    const env = { PATH: process.env.PATH ?? '', DATA_DIR: dataDir }
    const child = execFile(process.execPath, ['--import', compiler, tool, ...args], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, said: stdout + stderr }),
    )
  })

test('an operator lists, frees and reserves IDs while Parley runs', { timeout: 90_000 }, async () => {
  const directory = await openDirectory(dataDir)
  const day = 24 * 60 * 60_000
  await directory.claim('Ada', 'root of ada', day)
  await directory.claim('bob', 'root of bob', 2 * day)
  await directory.noteAnswered(['bob'])
  expect((await ids('list')).said).toBe(
    'id\tclaimed\tlast seen\tfree from\nAda\t1970-01-02\t1970-01-02\t1970-04-02\nbob\t1970-01-03\t1970-01-03\tnever\n',
  )
  expect(await ids('free', 'ADA')).toMatchObject({ code: 0 })
  expect(await directory.find('ada')).toBeNull()
  expect(await ids('free', 'ada')).toEqual({ code: 1, said: 'Nobody has the ID ada.\n' })
  const reserved = createReservedIds(dataDir)
  expect(reserved.has('billing')).toBe(false)
  expect((await ids('reserve', 'Billing', 'admin')).said).toBe('Nobody can claim Billing any more.\n')
  expect([reserved.has('billing'), reserved.has('Admin')]).toEqual([true, true])
  await directory.close()
  // An ID that was freed does not look like a lost one.
  const again = await openDirectory(dataDir)
  expect(await again.find('bob')).not.toBeNull()
  await again.close()
})

test('an operator who says something else is told what there is', { timeout: 30_000 }, async () => {
  const { code, said } = await ids('delete', 'bob')
  expect([code, said.startsWith('Use "npm run ids -- list"')]).toEqual([1, true])
})
