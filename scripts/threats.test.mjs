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

it('the page lists every threat but those of other services', () => {
  const own = Array.from({ length: 28 }, (_, index) => `T${index + 1}`).filter(
    (name) => name !== 'T8' && name !== 'T18',
  )
  expect(threats.map(([number]) => number)).toEqual(own)
})

it.each(threats)('%s (%s) has a test of its name', (number) => {
  expect(tests).toMatch(new RegExp(`['\`"]${number}: `))
})
