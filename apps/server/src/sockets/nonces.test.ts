import { appendFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { limits } from '@parley/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFakeClock } from '../testing/fakeClock.ts'
import { createLogRecorder } from '../testing/logRecorder.ts'
import { createNoNonceFile, createNonceFile } from './nonceFile.ts'
import { createNonces } from './nonces.ts'

const MEMORY_MS = 2 * limits.PROOF_AGE_MS
let folder = ''
let used = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-nonces-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** The nonces of one process after the other on the same folder. */
async function processes(clock = createFakeClock(5_000, 1_790_000_000_000)) {
  used += 1
  const dataDir = await mkdtemp(join(folder, String(used)))
  const recorder = createLogRecorder()
  const start = () => {
    const file = createNonceFile({ dataDir, memoryMs: MEMORY_MS, now: clock.now, log: recorder.log })
    return createNonces(clock, file)
  }
  return { clock, dataDir, start, ...recorder }
}

test('a nonce is used once, by each key', async () => {
  const nonces = await createNonces(createFakeClock(), createNoNonceFile())
  expect(await nonces.take('key of ada', 'n')).toBe('fresh')
  expect(await nonces.take('key of ada', 'n')).toBe('used')
  expect(await nonces.take('key of ada', 'm')).toBe('fresh')
  expect(await nonces.take('key of bob', 'n')).toBe('fresh')
})

test('it is remembered for as long as a proof could be used, and then forgotten', async () => {
  const clock = createFakeClock()
  const nonces = await createNonces(clock, createNoNonceFile())
  await nonces.take('key', 'n')
  await clock.advance(MEMORY_MS)
  expect(await nonces.take('key', 'n')).toBe('used')
  await clock.advance(1)
  expect(await nonces.take('key', 'n')).toBe('fresh')
  expect(nonces.size).toBe(1)
})

test('a key that has used too many waits, others do not, and none is forgotten for it', async () => {
  const clock = createFakeClock()
  const nonces = await createNonces(clock, createNoNonceFile())
  await nonces.take('other', 'n')
  let n = 0
  while ((await nonces.take('key', String(n))) === 'fresh') n += 1
  expect(n).toBeGreaterThan(100)
  expect(await nonces.take('key', 'more')).toBe('full')
  expect(await nonces.take('key', '0')).toBe('used')
  expect(await nonces.take('other', 'n')).toBe('used')
  expect(await nonces.take('other', 'm')).toBe('fresh')
  await clock.advance(MEMORY_MS + 1)
  expect(await nonces.take('key', 'more')).toBe('fresh')
  expect(nonces.size).toBe(1)
})

test('T31: a restarted process knows the nonces of the one before, for as long as a proof could be used', async () => {
  const { clock, start } = await processes()
  const first = await start()
  expect(await first.take('key', 'n')).toBe('fresh')
  await clock.advance(1_000)
  const second = await start()
  expect(await second.take('key', 'n')).toBe('used')
  expect(await second.take('key', 'm')).toBe('fresh')
  await clock.advance(MEMORY_MS - 1_000)
  expect(await (await start()).take('key', 'n')).toBe('used')
  await clock.advance(1)
  const last = await start()
  expect(last.size).toBe(1)
  expect(await last.take('key', 'm')).toBe('used')
})

test('T31: a nonce is kept before its proof is believed, also while others are being written', async () => {
  const { start, dataDir } = await processes()
  const nonces = await start()
  const all = Array.from({ length: 500 }, (_, n) => `n${n}`)
  await Promise.all(
    all.map(async (nonce) => {
      expect(await nonces.take('key', nonce)).toBe('fresh')
      if (nonce.endsWith('9')) expect(await readFile(join(dataDir, 'nonces'), 'utf8')).toContain(` ${nonce}\n`)
    }),
  )
  const next = await start()
  expect(next.size).toBe(500)
})

test('many who come back at once cost a few writes, not one each', async () => {
  const { clock, dataDir } = await processes()
  let writes = 0
  const file = createNonceFile({ dataDir, memoryMs: MEMORY_MS, now: clock.now, log: createLogRecorder().log })
  const keep: typeof file.keep = (nonce) => {
    const kept = file.keep(nonce)
    if (!seen.has(kept)) writes += 1
    seen.add(kept)
    return kept
  }
  const seen = new Set<Promise<void>>()
  const nonces = await createNonces(clock, { ...file, keep })
  await Promise.all(Array.from({ length: 5_000 }, (_, n) => nonces.take(`key ${n % 50}`, `n${n}`)))
  expect(writes).toBeLessThan(5)
})

test('a clock that is set back over a restart makes no nonce last for longer than a new one', async () => {
  const { clock, start } = await processes()
  await (await start()).take('key', 'n')
  clock.step(-86_400_000)
  const second = await start()
  expect(await second.take('key', 'n')).toBe('used')
  await clock.advance(MEMORY_MS + 1)
  expect(await second.take('key', 'n')).toBe('fresh')
})

test('the files stay small, are closed to others, and outlive a crash in the middle of a line', async () => {
  const { clock, start, dataDir } = await processes()
  const nonces = await start()
  for (let n = 0; n < 10; n += 1) {
    await nonces.take('key', `n${n}`)
    await clock.advance(MEMORY_MS / 2 + 1)
  }
  expect((await readdir(dataDir)).sort()).toEqual(['nonces', 'nonces.old'])
  for (const name of ['nonces', 'nonces.old']) {
    expect((await stat(join(dataDir, name))).mode & 0o777).toBe(0o600)
    expect((await readFile(join(dataDir, name), 'utf8')).split('\n').length).toBeLessThan(6)
  }
  await appendFile(join(dataDir, 'nonces'), '17900000')
  expect(await (await start()).take('key', 'n9')).toBe('used')
})

test('a folder that cannot be written keeps nobody out, and the log tells', async () => {
  const { clock } = await processes()
  const recorder = createLogRecorder()
  const dataDir = join(folder, 'nowhere')
  const file = createNonceFile({ dataDir, memoryMs: MEMORY_MS, now: clock.now, log: recorder.log })
  const nonces = await createNonces(clock, file)
  expect(await nonces.take('key', 'n')).toBe('fresh')
  expect(await nonces.take('key', 'n')).toBe('used')
  expect(recorder.text()).toContain('could not be kept')
})
