import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConfigError } from '../config.ts'
import { buildProgram, type Program } from '../testing/buildProgram.ts'
import { openDirectory } from './openDirectory.ts'

/** How often the process is killed; `npm run kills -- 1000` asks for more. */
const KILLS = Number(process.env.KILLS ?? 20)
/** Every so many kills the folder is new, so that first starts are killed, too. */
const RUNS_OF_A_FOLDER = 5
/** The latest kill after the first claim, and after it was started: milliseconds. */
const [READY_MS, START_MS] = [60, 400]

const home = fileURLToPath(new URL('../..', import.meta.url))
const packages = fileURLToPath(new URL('../../../../node_modules', import.meta.url))
let program: Program
let [built, folder] = ['', '']

beforeAll(async () => {
  program = await buildProgram()
  built = await mkdtemp(join(packages, '.parley-claimer-'))
  folder = await mkdtemp(join(tmpdir(), 'parley-kills-'))
  const input = { claimer: 'src/testing/claimer.ts' }
  // `configFile` false: the server's own programs are not built again.
  const ssr = { noExternal: [/^@parley\//] }
  const output = { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' }
  await build({
    ...{ configFile: false, root: home, logLevel: 'error', ssr },
    build: { ssr: true, target: 'node20', outDir: built, emptyOutDir: true, rolldownOptions: { input, output } },
  })
})
afterAll(async () => {
  await program.remove()
  await Promise.all([built, folder].map((path) => rm(path, { recursive: true })))
})

/** Resolves when the process has claimed an ID, or has ended. */
async function ready(child: ChildProcess): Promise<void> {
  if (child.stdout) await Promise.race([once(child.stdout, 'data'), once(child, 'close')])
}

/** Lets a process claim IDs and kills it at a random moment. Resolves to the claims that were acknowledged. */
async function killOnce(dataDir: string, name: string): Promise<string[]> {
  const args = [join(built, 'claimer.js'), dataDir, program.databaseThread.href, name]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += String(chunk)
  })
  if (Math.random() < 0.25) await setTimeout(Math.random() * START_MS)
  else {
    await ready(child)
    await setTimeout(Math.random() * READY_MS)
  }
  child.kill('SIGKILL')
  await closed
  // A line that was cut off was not read by anybody.
  return said.split('\n').slice(0, -1)
}

/** The acknowledged claims that are not their owners' in this folder. */
async function lostIn(dataDir: string, acknowledged: readonly string[]): Promise<string[]> {
  const directory = await openDirectory(dataDir)
  try {
    if (acknowledged.length > 0) expect(directory.isNew).toBe(false)
    const bindings = await Promise.all(acknowledged.map((userId) => directory.find(userId)))
    return acknowledged.filter((userId, index) => bindings[index]?.root !== `root of ${userId}`)
  } finally {
    await directory.close()
  }
}

test('T38: killed at any moment, a server loses no acknowledged claim, and never starts with less', {
  timeout: 120_000 + KILLS * 10_000,
}, async () => {
  let dataDir = ''
  let acknowledged: string[] = []
  let [total, refused] = [0, 0]
  for (let kill = 0; kill < KILLS; kill += 1) {
    if (kill % RUNS_OF_A_FOLDER === 0) {
      dataDir = join(folder, String(kill))
      acknowledged = []
    }
    const news = await killOnce(dataDir, `kill-${kill}`)
    acknowledged.push(...news)
    total += news.length
    // The same folder as somebody finds it who has lost the -wal: nothing is missing, or the start is refused.
    const without = join(folder, 'without')
    await rm(without, { recursive: true, force: true })
    await mkdir(without)
    for (const name of ['parley.db', 'parley.tally']) {
      if (existsSync(join(dataDir, name))) await copyFile(join(dataDir, name), join(without, name))
    }
    const lost = await lostIn(without, acknowledged).catch((error: unknown) => {
      if (!(error instanceof ConfigError)) throw error
      refused += 1
      return []
    })
    expect(lost, `without its -wal after kill ${kill}`).toEqual([])
    expect(await lostIn(dataDir, acknowledged), `after kill ${kill}`).toEqual([])
  }
  process.stdout.write(`${KILLS} kills, ${total} acknowledged claims, 0 lost; ${refused} starts without -wal refused\n`)
  expect(total).toBeGreaterThan(0)
})
