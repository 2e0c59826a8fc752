import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))

/** All tests of the repository, as one text. */
const tests = ['apps', 'packages', 'scripts']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((path) => join(root, folder, path)))
  .filter((path) => /\.(test\.(ts|tsx|mjs)|spec\.ts)$/.test(path) && !path.includes('node_modules'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n')

const page = readFileSync(join(root, 'docs/security.md'), 'utf8')
const threats = [...page.matchAll(/^- \*\*(T\d+) · (.+)\*\*$/gm)].map(([, number, attack]) => [number, attack])

it('the page lists every threat that a test names, in order', () => {
  const named = new Set([...tests.matchAll(/['"`]T(\d+): /g)].map(([, number]) => Number(number)))
  const own = [...named].sort((one, other) => one - other).map((number) => `T${number}`)
  expect(threats.map(([number]) => number)).toEqual(own)
})

it.each(threats)('%s (%s) has a test of its name', (number) => {
  expect(tests).toMatch(new RegExp(`['\`"]${number}: `))
})
