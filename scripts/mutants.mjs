// `npm run mutants -- packages/call`: plants one-line mistakes in the source under a path, one at a time, and tells
// which of them no test under that path notices. By hand only: it takes minutes. See docs/testing.md.
// `npm run mutants -- packages/webrtc/src/peer/negotiation packages/webrtc`: with the tests under other paths.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Stryker } from '@stryker-mutator/core'

const root = fileURLToPath(new URL('../', import.meta.url))
const [mutated = '', ...others] = process.argv.slice(2)
const tested = others.length > 0 ? others : [mutated]
const missing = [mutated, ...tested].find(
  (path) => !/^(packages|apps)\/[\w./-]+$/.test(path) || !existsSync(join(root, path)),
)
if (missing !== undefined) {
  console.error(`There is nothing to test at "${missing}": npm run mutants -- packages/call`)
  process.exit(1)
}

const notSource = ['*.test.*', '*.d.ts', '*.config.ts', 'testing/**', 'captured/**']

process.chdir(root)
// Its workers read there which tests to run.
process.env.MUTANTS_TESTED = tested.join()
const name = [...new Set([mutated, ...tested])].join('+').replaceAll('/', '-')
const kept = `reports/mutants/${name}`
const results = await new Stryker({
  mutate: statSync(mutated).isFile()
    ? [mutated]
    : [`${mutated}/**/*.{ts,tsx}`, ...notSource.map((pattern) => `!${mutated}/**/${pattern}`)],
  // Words are read by people, and those of a union are checked by the compiler.
  mutator: { excludedMutations: ['StringLiteral'] },
  // What runs once, when a module is loaded, would run all tests for each mistake.
  ignoreStatic: true,
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/mutants.vitest.mjs', related: false },
  coverageAnalysis: 'perTest',
  // A second run tries only what has changed.
  incremental: true,
  incrementalFile: `${kept}.json`,
  // More than a test may wait: what is slow on a busy machine is not what a mistake has held up.
  timeoutMS: 20_000,
  concurrency: Number(process.env.MUTANTS_AT_ONCE ?? 1),
  reporters: ['clear-text', 'progress-append-only', 'html'],
  htmlReporter: { fileName: `${kept}.html` },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  // Its own: it is removed with all that is in it, and another run may be under way.
  tempDirName: `.mutants/${name}`,
  cleanTempDir: 'always',
  ignorePatterns: ['dist', 'data', 'reports', 'results', 'test-results', '.turbo', 'apps/e2e', 'apps/bench', 'docs'],
  // Vite reads neither types nor this file, which needs an older compiler.
  disableTypeChecks: false,
  tsconfigFile: 'none.json',
}).runMutationTest()
process.exit(results.length > 0 ? 0 : 1)
