import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromiumPath } from '../support/chromium.ts'
import { firefoxPath } from '../support/firefox.ts'

const run = promisify(execFile)

const NAMESPACED_FIREFOX = fileURLToPath(new URL('./namespacedFirefox.mjs', import.meta.url))

/** The longest life of a network, however its test ends. Seconds. */
const LIFETIME = 1_800

/** A machine with one cable to the router. Its faults apply to both directions. */
export interface Machine {
  /** A script that runs the browser on this machine. */
  executable: string
  /** Drops all packets between this machine and the other machines; the server can still be reached. */
  cut(): Promise<void>
  /** Drops this share of the packets between this machine and the others. */
  lose(percent: number): Promise<void>
  /** Limits the rate; drops packets that would wait for more than 400 ms. */
  limit(kilobitsPerSecond: number): Promise<void>
  /** Drops the packets that ask for a treatment of their own (DSCP, RFC 2474), as some networks do. */
  dropMarked(): Promise<void>
  /** Undoes `cut`, `lose` and `dropMarked` of all machines, and `limit` of this one. */
  mend(): Promise<void>
  /** Replaces the interface and its address by another, as from Wi-Fi to mobile data. */
  changeAddress(): Promise<void>
}

/** A router with a machine behind each port, in Linux network namespaces without any other network. */
export interface Network {
  /** The address at which a server on the router is reached by all machines. */
  address: string
  /** The prefix that runs a command on the router. */
  onRouter: readonly string[]
  /** @param browser the browser of the machine; Chromium by default */
  addMachine(browser?: 'chromium' | 'firefox'): Promise<Machine>
  /** Deletes the namespaces and kills every process in them. */
  close(): Promise<void>
}

/**
 * True if this machine can create such networks: Linux, root with CAP_NET_ADMIN, `ip`, `tc` and `iptables`. Tries it,
 * because a container's root may lack the capability.
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

/** How many networks this process has created; with its pid it makes their names unique. */
let networks = 0

/**
 * Creates a network. Everything is inside its own namespaces, also veth pairs and firewall rules, so the host is not
 * changed. A separate process deletes it when this process closes it or ends, or after LIFETIME.
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

  /** Adds a cable with its own subnet: `port` at the router, `card` in the machine. */
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

  async function addMachine(browser: 'chromium' | 'firefox' = 'chromium'): Promise<Machine> {
    const namespace = `${name}-${subnets + 1}`
    await run('ip', ['netns', 'add', namespace])
    await inside(namespace, 'ip', 'link', 'set', 'lo', 'up')
    let cable = await plugIn(namespace)
    const executable = join(folder, namespace)
    const start =
      browser === 'chromium'
        ? `ip netns exec ${namespace} '${chromiumPath}'`
        : `'${process.execPath}' '${NAMESPACED_FIREFOX}' ${namespace} '${firefoxPath}'`
    writeFileSync(executable, `#!/bin/sh\nexec ${start} "$@"\n`)
    chmodSync(executable, 0o755)

    /** Drops the matching packets that the router forwards from and to this machine. */
    async function drop(...match: string[]): Promise<void> {
      for (const direction of ['-i', '-o'])
        await onRouter('iptables', '-A', 'FORWARD', direction, cable.port, ...match, '-j', 'DROP')
    }
    return {
      executable,
      cut: () => drop(),
      lose: (percent) => drop('-m', 'statistic', '--mode', 'random', '--probability', String(percent / 100)),
      dropMarked: () => drop('-m', 'dscp', '!', '--dscp', '0'),
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

/** Waits until its input ends, then kills every process in the namespaces of this name and deletes the namespaces. */
const TAKE_DOWN = `
trap '' INT TERM HUP
timeout "$2" cat
for namespace in $(ip netns list | cut -d' ' -f1 | grep "^$1-"); do
  pids=$(ip netns pids "$namespace")
  [ -z "$pids" ] || kill -9 $pids
  ip netns del "$namespace"
done
`

/** Ignores the error of deleting a queue that was never set. */
const nothingThere = () => undefined
