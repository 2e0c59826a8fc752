// `npm test`: everything, from unit tests to real browsers, and one line over all of it at the end.
// `node scripts/test.mjs e2e` or `unit`: only those. `all`: everything, and the browser tests that `npm test` leaves out.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium, ensureFirefox } from './browsers.mjs'
import { ensureCoturn } from './coturn.mjs'
import { browserFailures, unitFailures } from './failures.mjs'
import { ensureNetworkTools } from './networkTools.mjs'
import { turbo } from './turbo.mjs'

const [only, all] = process.argv[2] === 'all' ? [undefined, true] : [process.argv[2], false]
const chromium = ensureChromium()
const firefox = ensureFirefox()
if (!chromium || !firefox) process.exit(1)
const turnServer =
  only === 'unit' || !ensureNetworkTools()
    ? null
    : ensureCoturn('The tests of relays are skipped, because they need coturn')
if (turbo('run', 'build', '--output-logs=errors-only', '--log-prefix=none') !== 0) process.exit(1)

const reports = mkdtempSync(join(tmpdir(), 'parley-test-'))
process.on('exit', () => rmSync(reports, { recursive: true, force: true }))

/** Runs one runner in the foreground; returns what its JSON report counts, and a failure if it died without one. */
function run(name, args, count, cwd = '.') {
  const report = join(reports, `${name}.json`)
  const env = {
    ...process.env,
    CHROMIUM_PATH: chromium,
    FIREFOX_PATH: firefox,
    ...(turnServer && { TURNSERVER_PATH: turnServer }),
    ...(all && { ALL_TESTS: '1' }),
    REPORT_FILE: report,
  }
  const { status } = spawnSync('npx', ['--no-install', ...args], {
    cwd,
    env,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  let counted = { passed: 0, failed: 0, skipped: 0, failures: [] }
  try {
    counted = count(JSON.parse(readFileSync(report, 'utf8')))
  } catch {
    // It left no report. The next line counts that.
  }
  // A runner may fail without a failed test: an error outside of one, or no test at all.
  if ((status !== 0 || counted.passed === 0) && counted.failed === 0) {
    counted.failed = 1
    counted.failures = [`${name} ended with ${status}, see its own output above`]
  }
  return counted
}

const runners = {
  unit: () =>
    run(
      'vitest',
      [
        'vitest',
        'run',
        '--config',
        'vitest.workspace.ts',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${join(reports, 'vitest.json')}`,
      ],
      (report) => ({
        passed: report.numPassedTests,
        failed: report.numFailedTests,
        skipped: report.numPendingTests + report.numTodoTests,
        failures: unitFailures(report),
      }),
    ),
  e2e: () =>
    run(
      'playwright',
      ['playwright', 'test'],
      ({ stats, suites }) => ({
        passed: stats.expected,
        failed: stats.unexpected + stats.flaky,
        skipped: stats.skipped,
        failures: browserFailures(suites),
      }),
      'apps/e2e',
    ),
}
const runs = (only ? [only] : Object.keys(runners)).map((name) => runners[name]())
const sum = (key) => runs.reduce((total, counted) => total + counted[key], 0)
const skipped = sum('skipped')
// They are named again here, because nobody finds them in half an hour of output.
for (const failure of runs.flatMap(({ failures }) => failures)) console.log(`\nFAILED ${failure}`)
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped ? `, ${skipped} skipped` : ''}`)
process.exit(sum('failed') === 0 ? 0 : 1)
