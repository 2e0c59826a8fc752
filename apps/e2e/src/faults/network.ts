import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromiumPath } from '../support/chromium.ts'

const run = promisify(execFile)

/** However a test ends, its networks are gone after this. Seconds. */
const LIFETIME = 1_800

/** A machine with one cable to the router. What is done to it is done to what it sends and to what it receives. */
export interface Machine {
  /** Run in place of Chromium, it runs Chromium on this machine. */
  executable: string
  /** Nothing comes through between this machine and the other machines any more; the server is still reached. */
  cut(): Promise<void>
  /** Of a hundred packets between this machine and the others, so many are lost. */
  lose(percent: number): Promise<void>
  /** No more than this comes through, and what waits for longer than 400 ms is dropped. */
  limit(kilobitsPerSecond: number): Promise<void>
  /** Undoes `cut`, `lose` and `limit`. */
  mend(): Promise<void>
  /** The interface goes, with its address; another comes, as from Wi-Fi to a phone. */
  changeAddress(): Promise<void>
}

/** A router with a machine behind each of its ports, in Linux network namespaces; they reach nothing else. */
export interface Network {
  /** Where a server has to listen so that all machines reach it. */
  address: string
  /** Put before a command, it runs the command on the router. */
  onRouter: readonly string[]
  addMachine(): Promise<Machine>
  /** Takes down everything, with every process that still runs in it. */
  close(): Promise<void>
}

/**
 * Whether this machine can have such networks: Linux, root with the right to administer networks, `ip`, `tc` and
 * `iptables`. It is tried, because a container may have all of them and still not the right.
 */
export function canMakeNetworks(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const name = `parley-${process.pid}-try`
  const quiet = { stdio: 'ignore' } as const
  try {
    execFileSync('ip', ['netns', 'add', name], quiet)
  } catch {
    return false
  }
  try {
    const inside = (...command: string[]) => execFileSync('ip', ['netns', 'exec', name, ...command], quiet)
    inside('ip', 'link', 'add', 'one', 'type', 'veth', 'peer', 'name', 'other')
    inside('tc', 'qdisc', 'add', 'dev', 'one', 'root', 'tbf', 'rate', '1mbit', 'burst', '16kb', 'latency', '400ms')
    inside('iptables', '-A', 'FORWARD', '-m', 'statistic', '--mode', 'random', '--probability', '0.1', '-j', 'DROP')
    return true
  } catch {
    return false
  } finally {
    execFileSync('ip', ['netns', 'del', name], quiet)
  }
}

/** Made by this process so far; with its pid they make names that nobody else uses. */
let networks = 0

/**
 * Everything is inside namespaces of its own, veth pairs and firewall rules too: nothing of the machine it runs on is
 * changed. A process apart takes it down as soon as this process closes it, ends however it ends, or after LIFETIME.
 */
export async function createNetwork(): Promise<Network> {
  const name = `parley-${process.pid}-${networks++}`
  const router = `${name}-r`
  const folder = mkdtempSync(join(tmpdir(), 'parley-network-'))
  const undertaker = spawn('sh', ['-c', TAKE_DOWN, 'sh', name, String(LIFETIME)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  const inside = (namespace: string, ...command: string[]) => run('ip', ['netns', 'exec', namespace, ...command])
  const onRouter = (...command: string[]) => inside(router, ...command)
  let subnets = 0

  async function close(): Promise<void> {
    if (undertaker.exitCode === null) {
      const gone = once(undertaker, 'exit')
      undertaker.stdin.end()
      await gone
    }
    rmSync(folder, { recursive: true, force: true })
  }

  /** A cable with a network of its own: `port` at the router, `card` in the machine. */
  async function plugIn(namespace: string): Promise<{ port: string; card: string }> {
    const subnet = ++subnets
    const [port, card] = [`port${subnet}`, `card${subnet}`]
    await onRouter('ip', 'link', 'add', port, 'type', 'veth', 'peer', 'name', card, 'netns', namespace)
    await onRouter('ip', 'addr', 'add', `10.90.${subnet}.1/24`, 'dev', port)
    await onRouter('ip', 'link', 'set', port, 'up')
    await inside(namespace, 'ip', 'addr', 'add', `10.90.${subnet}.2/24`, 'dev', card)
    await inside(namespace, 'ip', 'link', 'set', card, 'up')
    await inside(namespace, 'ip', 'route', 'add', 'default', 'via', `10.90.${subnet}.1`)
    return { port, card }
  }

  async function addMachine(): Promise<Machine> {
    const namespace = `${name}-${subnets + 1}`
    await run('ip', ['netns', 'add', namespace])
    await inside(namespace, 'ip', 'link', 'set', 'lo', 'up')
    let cable = await plugIn(namespace)
    const executable = join(folder, namespace)
    writeFileSync(executable, `#!/bin/sh\nexec ip netns exec ${namespace} '${chromiumPath}' "$@"\n`)
    chmodSync(executable, 0o755)

    /** Of what passes the router from and to this machine, drops what `match` says. */
    async function drop(...match: string[]): Promise<void> {
      for (const direction of ['-i', '-o'])
        await onRouter('iptables', '-A', 'FORWARD', direction, cable.port, ...match, '-j', 'DROP')
    }
    return {
      executable,
      cut: () => drop(),
      lose: (percent) => drop('-m', 'statistic', '--mode', 'random', '--probability', String(percent / 100)),
      async limit(kilobits) {
        const bucket = ['tbf', 'rate', `${kilobits}kbit`, 'burst', '4kb', 'latency', '400ms']
        await onRouter('tc', 'qdisc', 'replace', 'dev', cable.port, 'root', ...bucket)
        await inside(namespace, 'tc', 'qdisc', 'replace', 'dev', cable.card, 'root', ...bucket)
      },
      async mend() {
        await onRouter('iptables', '-F', 'FORWARD')
        await onRouter('tc', 'qdisc', 'delete', 'dev', cable.port, 'root').catch(nothingThere)
        await inside(namespace, 'tc', 'qdisc', 'delete', 'dev', cable.card, 'root').catch(nothingThere)
      },
      async changeAddress() {
        await onRouter('ip', 'link', 'del', cable.port)
        cable = await plugIn(namespace)
      },
    }
  }

  try {
    await run('ip', ['netns', 'add', router])
    await onRouter('ip', 'link', 'set', 'lo', 'up')
    await onRouter('ip', 'addr', 'add', `${ADDRESS}/32`, 'dev', 'lo')
    await onRouter('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
  } catch (error) {
    await close()
    throw error
  }
  return { address: ADDRESS, onRouter: ['ip', 'netns', 'exec', router], addMachine, close }
}

const ADDRESS = '10.90.0.1'

/** Waits until its input ends, then ends every process in the namespaces of this name, and the namespaces. */
const TAKE_DOWN = `
trap '' INT TERM HUP
timeout "$2" cat
for namespace in $(ip netns list | cut -d' ' -f1 | grep "^$1-"); do
  pids=$(ip netns pids "$namespace")
  [ -z "$pids" ] || kill -9 $pids
  ip netns del "$namespace"
done
`

/** No queue was set, so there is none to delete. */
const nothingThere = () => undefined
