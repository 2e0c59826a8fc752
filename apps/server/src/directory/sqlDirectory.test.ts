import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openDirectory } from './openDirectory.ts'
import { describeDirectory } from './testing/directoryContract.ts'

let folder = ''
let opened = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-data-'))
})
afterAll(() => rm(folder, { recursive: true }))

describeDirectory('a directory in memory', () => openDirectory(':memory:'))

describeDirectory('a directory on disk', () => {
  opened += 1
  return openDirectory(join(folder, String(opened)))
})
