import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('../..', import.meta.url))

/** Starts the server's program. It gets only `env` and PATH, and by default keeps its data in memory. */
export function runProgram(env: Record<string, string>, args: readonly string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], {
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
  const url = /^Parley is running at (http:\/\/localhost:\d+)\n$/.exec(String(line))?.[1]
  if (!url) throw new Error(`unexpected first line: ${line}`)
  return url
}
