import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { buildProgram, type Program } from '../testing/buildProgram.ts'
import { openDirectory } from './openDirectory.ts'
import { describeDirectory } from './testing/directoryContract.ts'

let program: Program
let folder = ''
let opened = 0

beforeAll(async () => {
  program = await buildProgram()
  folder = await mkdtemp(join(tmpdir(), 'parley-data-'))
})
afterAll(async () => {
  await program.remove()
  await rm(folder, { recursive: true })
})

const nextFolder = (): string => {
  opened += 1
  return join(folder, String(opened))
}

describeDirectory('a directory in memory', () => openDirectory(':memory:'))

describeDirectory('a directory on disk', () => openDirectory(nextFolder()))

describeDirectory('a directory in threads of its own', () =>
  openDirectory(nextFolder(), {
    thread: program.databaseThread,
    lost: (error) => {
      throw error
    },
  }),
)
