import { mkdtemp, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createFakeClock } from '../testing/fakeClock.ts'
import { createLogRecorder } from '../testing/logRecorder.ts'
import { startTestServer } from '../testing/startTestServer.ts'
import { createWarnSeldom } from '../warnSeldom.ts'
import { createHealth, healthFileIn } from './health.ts'

function start(file: string | null) {
  const clock = createFakeClock()
  const { log, text } = createLogRecorder()
  return { clock, text, health: createHealth({ file, clock, warnSeldom: createWarnSeldom({ log, clock }) }) }
}

test('an operator whose disk is full is told so, and once a minute in the log', async () => {
  // Linux writes nothing to this device: there is never room.
  const { clock, health, text } = start('/dev/full')
  for (let n = 0; n < 20; n += 1) {
    expect(await health()).toBe('diskFull')
    await clock.advance(5_000)
  }
  expect(text().trim().split('\n')).toEqual(Array(2).fill(expect.stringContaining('ENOSPC')))
})

test('a folder that is gone is not taken for a full disk', async () => {
  const { health } = start('/nowhere/health')
  expect(await health()).toBe('dataUnwritable')
})

test('a server that keeps nothing needs no room', async () => {
  expect(await start(healthFileIn(':memory:')).health()).toBe('ok')
})

test('asking often costs one look at the disk, and what it wrote is taken back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-health-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const { clock, health } = start(healthFileIn(folder))
  expect(await Promise.all(Array.from({ length: 50 }, health))).toEqual(Array(50).fill('ok'))
  expect((await stat(join(folder, 'health'))).size).toBe(0)
  await rm(folder, { recursive: true })
  await clock.advance(4_999)
  expect(await health()).toBe('ok')
  await clock.advance(1)
  expect(await health()).toBe('dataUnwritable')
})

test('/healthz answers 503 with the reason while nothing can be kept, and 200 again when it can', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-health-'))
  const data = join(folder, 'data')
  await using server = await startTestServer({ env: { DATA_DIR: data } })
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const ask = async () => {
    const response = await fetch(`${server.url}/healthz`)
    return [response.status, await response.json()]
  }
  expect(await ask()).toEqual([200, { status: 'ok' }])
  const file = join(data, 'health')
  await rm(file)
  await symlink('/dev/full', file)
  await server.clock.advance(5_000)
  expect(await ask()).toEqual([503, { status: 'diskFull' }])
  await rm(file)
  await server.clock.advance(5_000)
  expect(await ask()).toEqual([200, { status: 'ok' }])
})
