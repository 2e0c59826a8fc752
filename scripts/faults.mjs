// `npm run faults`: the tests of faults in real browsers, and a table of what they measured.
// `npm run faults -- 10`: each ten times, for a median and a worst; all hundred calls, however long they take.
import { spawnSync } from 'node:child_process'
import { ensureChromium } from './chromium.mjs'
import { ensureNetworkTools } from './networkTools.mjs'
import { turbo } from './turbo.mjs'

const times = process.argv[2] ?? '1'
if (!/^[1-9]\d*$/.test(times)) {
  console.error('How many times is a whole number: npm run faults -- 10')
  process.exit(1)
}
const chromium = ensureChromium()
if (!chromium) process.exit(1)
ensureNetworkTools()
if (turbo('run', 'build', '--output-logs=errors-only', '--log-prefix=none') !== 0) process.exit(1)
const { status } = spawnSync('npx', ['--no-install', 'playwright', 'test', 'src/faults', `--repeat-each=${times}`], {
  cwd: 'apps/e2e',
  env: { ...process.env, CHROMIUM_PATH: chromium, ALL_CALLS: '1' },
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
process.exit(status ?? 1)
