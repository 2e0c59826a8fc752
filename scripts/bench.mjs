// `npm run bench:<name>`: has what the measurement needs, builds what it measures, and runs it with the arguments given.
import { spawnSync } from 'node:child_process'
import { ensureChromium } from './browsers.mjs'
import { ensureCoturn } from './coturn.mjs'
import { turbo } from './turbo.mjs'

const [name, ...args] = process.argv.slice(2)
const env = { ...process.env }
if (['answer', 'ring', 'load'].includes(name)) {
  const chromium = ensureChromium()
  if (!chromium) process.exit(1)
  env.CHROMIUM_PATH = chromium
}
if (name === 'answer') {
  const turnserver = ensureCoturn()
  if (!turnserver) process.exit(1)
  env.TURNSERVER_PATH = turnserver
}
if (turbo('run', 'build', '--output-logs=errors-only', '--log-prefix=none') !== 0) process.exit(1)
const { status } = spawnSync('npm', ['run', '--silent', name, '-w', '@parley/bench', '--', ...args], {
  env,
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
process.exit(status ?? 1)
