// `npm run faults`: the tests of faults and those with Firefox, and a table of what they measured.
// `npm run faults -- 10`: each ten times, for a median and a worst; all hundred calls, however long they take.
import { spawnSync } from 'node:child_process'
import { ensureChromium, ensureFirefox } from './browsers.mjs'
import { ensureCoturn } from './coturn.mjs'
import { ensureNetworkTools } from './networkTools.mjs'
import { turbo } from './turbo.mjs'

const times = process.argv[2] ?? '1'
if (!/^[1-9]\d*$/.test(times)) {
  console.error('How many times is a whole number: npm run faults -- 10')
  process.exit(1)
}
const chromium = ensureChromium()
const firefox = ensureFirefox()
if (!chromium || !firefox) process.exit(1)
const turnServer = ensureNetworkTools() && ensureCoturn('The tests of relays are skipped, because they need coturn')
if (turbo('run', 'build', '--output-logs=errors-only', '--log-prefix=none') !== 0) process.exit(1)
const { status } = spawnSync(
  'npx',
  ['--no-install', 'playwright', 'test', 'src/faults', 'src/firefox', `--repeat-each=${times}`],
  {
    cwd: 'apps/e2e',
    env: {
      ...process.env,
      CHROMIUM_PATH: chromium,
      FIREFOX_PATH: firefox,
      ...(turnServer && { TURNSERVER_PATH: turnServer }),
      ALL_TESTS: '1',
    },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  },
)
process.exit(status ?? 1)
