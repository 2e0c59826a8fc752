// `npm run check`: what a change must pass while one works on it. Format, lint, boundaries and types of everything, and the
// unit tests of what changed and of what depends on it; all of them side by side. `.ci/run` runs everything.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { changedSince } from './changedSince.mjs'

const { commit, words } = changedSince()
const folder = mkdtempSync(join(tmpdir(), 'parley-check-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const vitest = (name, ...args) => ({
  name,
  command: [
    ...['npx', '--no-install', 'vitest', 'run', '--config', 'vitest.workspace.ts', '--passWithNoTests'],
    ...['--reporter=dot', '--reporter=json', `--outputFile.json=${join(folder, `${name}.json`)}`, ...args],
  ],
})
const parts = [
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'boundaries', command: ['npm', 'run', '--silent', 'boundaries'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'check-types', '--', '--output-logs=errors-only'] },
  vitest('tests', ...(commit ? ['--changed', commit] : [])),
  // These read documents and package files, which no import leads to. What is left out builds the app.
  vitest('documents', 'scripts/', '--exclude', 'scripts/start.test.mjs'),
]

/** What a run of tests counted, in words. */
function counted(name) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(
      readFileSync(join(folder, `${name}.json`), 'utf8'),
    )
    const failed = numFailedTests ? `, ${numFailedTests} failed` : ''
    return `${numPassedTests} passed${failed}, in ${testResults.length} files`
  } catch {
    return ''
  }
}

const startedAt = Date.now()
const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(0).padStart(3)} s`

/** Runs a part to its end; all that it says is shown if it fails. */
async function run({ name, command: [program, ...args] }) {
  let output = ''
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const [code] = await once(child, 'close')
  console.log(`${seconds()}  ${name.padEnd(10)}  ${code === 0 ? 'passed' : 'FAILED'}  ${counted(name)}`)
  return { name, failed: code !== 0, output }
}

console.log(`Tests of what changed: ${words}${commit ? ` (${commit.slice(0, 7)})` : ''}.`)
const failures = (await Promise.all(parts.map(run))).filter(({ failed }) => failed)
for (const { name, output } of failures) console.log(`\n--- ${name}\n${output.trim()}`)
const names = failures.map(({ name }) => name).join(', ')
console.log(failures.length > 0 ? `\nFailed: ${names}.` : `All passed in${seconds().padStart(6)}.`)
process.exit(failures.length > 0 ? 1 : 0)
