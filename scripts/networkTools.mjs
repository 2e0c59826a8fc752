// The tests of network faults build networks of their own: Linux, root, and these tools.
import { existsSync } from 'node:fs'
import { aptInstall } from './aptInstall.mjs'

const exists = (tool) => ['/usr/sbin', '/sbin', '/usr/bin', '/bin'].some((folder) => existsSync(`${folder}/${tool}`))
const missing = () => !['ip', 'tc', 'iptables'].every(exists)

/** Installs the tools where that is possible, or says in one line that these tests are skipped. True if there are all. */
export function ensureNetworkTools() {
  if (process.platform === 'linux' && missing()) aptInstall('the tests of network faults', 'iproute2', 'iptables')
  const able = process.platform === 'linux' && process.getuid?.() === 0 && !missing()
  if (!able)
    console.log(
      'The tests of network faults are skipped: they need Linux, root, and the packages iproute2 and iptables.',
    )
  return able
}
