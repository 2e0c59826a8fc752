import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const probe = fileURLToPath(new URL('../contenders/probe.mjs', import.meta.url))

/** A process's usage: processor time since its start in milliseconds, memory in bytes. */
export interface Usage {
  cpuMs: number
  heap: number
  rss: number
}

/** A started process. */
export interface Child {
  pid: number
  /** The match of `ready` in its output. */
  said: RegExpExecArray
  /** The usage of a process started with `probed`. With `collect` it collects garbage first. */
  usage(collect?: boolean): Promise<Usage>
  stop(): Promise<void>
}

/** How a process is started. */
export interface ChildOptions {
  /** The program; by default Node. */
  command?: string
  args: readonly string[]
  env?: Readonly<Record<string, string>>
  /** Matches the output that says it is ready. */
  ready: RegExp
  /** True to make a Node process report its usage. */
  probed?: boolean
}

const isUsage = (message: unknown): message is Usage =>
  typeof message === 'object' && message !== null && 'cpuMs' in message && 'heap' in message && 'rss' in message

/** Starts a process. Resolves when it is ready; rejects with its output if it ends before. */
export async function startChild({ command, args, env, ready, probed = false }: ChildOptions): Promise<Child> {
  const options = probed ? ['--expose-gc', '--import', probe, ...args] : [...args]
  const child: ChildProcess = spawn(command ?? process.execPath, options, {
    env: { ...process.env, ...env },
    stdio: probed ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const said = await new Promise<RegExpExecArray>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      // Later output is not needed, and may be long.
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
