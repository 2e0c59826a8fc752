import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const probe = fileURLToPath(new URL('../contenders/probe.mjs', import.meta.url))

/** What a process has used since it began: processor time in milliseconds, memory in bytes. */
export interface Usage {
  cpuMs: number
  heap: number
  rss: number
}

/** A process of its own, that says when it is ready. */
export interface Child {
  pid: number
  /** What it said when it was ready. */
  said: RegExpExecArray
  /** Of a Node process started with `probed`. Collects garbage first if that is asked for. */
  usage(collect?: boolean): Promise<Usage>
  stop(): Promise<void>
}

export interface ChildOptions {
  command?: string
  args: readonly string[]
  env?: Readonly<Record<string, string>>
  /** What it says when it is ready. */
  ready: RegExp
  /** It is Node, and is to tell what it uses. */
  probed?: boolean
}

const isUsage = (message: unknown): message is Usage =>
  typeof message === 'object' && message !== null && 'cpuMs' in message && 'heap' in message && 'rss' in message

/** Starts a process and resolves when it is ready; rejects with all it said if it ends before. */
export async function startChild({ command, args, env, ready, probed = false }: ChildOptions): Promise<Child> {
  const options = probed ? ['--expose-gc', '--import', probe, ...args] : [...args]
  const child: ChildProcess = spawn(command ?? process.execPath, options, {
    env: { ...process.env, ...env },
    stdio: probed ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const said = await new Promise<RegExpExecArray>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      // What it says later is of no interest, and may be a lot.
      if (output.length < 100_000) output += chunk.toString()
      const found = ready.exec(output)
      if (found) resolve(found)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${command ?? 'node'} ended with ${code}:\n${output}`)))
  })
  return {
    pid: child.pid ?? 0,
    said,
    usage: async (collect = false) => {
      child.send({ collect })
      const [message] = await once(child, 'message')
      if (!isUsage(message)) throw new Error('The process did not tell what it uses')
      return message
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill()
      await gone
    },
  }
}
