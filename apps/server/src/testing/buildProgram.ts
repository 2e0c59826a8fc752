import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

const home = fileURLToPath(new URL('../..', import.meta.url))
// Beside the packages it imports.
const packages = fileURLToPath(new URL('../../../../node_modules', import.meta.url))

/** A program that can be started. */
export interface Program {
  start(env: Record<string, string>, args: readonly string[]): Started
  /** Its file that runs in the threads of the database. */
  databaseThread: URL
  /** Removes its files. */
  remove(): Promise<void>
}

interface Started {
  child: ChildProcess
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>
}

/** Builds the server's program from its source. Compiled at each start, it would start seconds later. */
export async function buildProgram(): Promise<Program> {
  const folder = await mkdtemp(join(packages, '.parley-server-'))
  await build({ root: home, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })
  return {
    start: (env, args) => start(join(folder, 'main.js'), env, args),
    databaseThread: pathToFileURL(join(folder, 'databaseWorker.js')),
    remove: () => rm(folder, { recursive: true }),
  }
}

/** Starts the program. It gets only `env` and PATH, and by default keeps its data in memory. */
function start(file: string, env: Record<string, string>, args: readonly string[]): Started {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: home,
    env: { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', LOG_LEVEL: 'silent', DATA_DIR: ':memory:', ...env },
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    output.stdout += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    output.stderr += String(chunk)
  })
  const ended = once(child, 'close').then(([code]) => ({ ...output, code: code as number | null }))
  return { child, ended }
}

/** Resolves with the URL of the program's first line. */
export async function runningAt(child: ChildProcess): Promise<string> {
  const [line] = child.stdout ? await once(child.stdout, 'data') : []
  const url = /^Parley is running at (http:\/\/localhost:\d+)\n/.exec(String(line))?.[1]
  if (!url) throw new Error(`unexpected first line: ${line}`)
  return url
}
