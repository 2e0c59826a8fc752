import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
const page = readFileSync(join(root, 'docs/known-bugs.md'), 'utf8')
const rows = [...page.matchAll(/^\| (\d+) \| (.*?) \| (.*?) \| (.*) \|$/gm)].map(([, number, bug, , tests]) => ({
  number: Number(number),
  bug,
  tests,
}))
const named = (text) => [...text.matchAll(/`([^`]+\.(?:test|spec)\.tsx?)` "((?:[^"\\]|\\.)*)"/g)]

it('every bug of the list has its row', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 64 }, (_, index) => index + 1))
})

it.each(rows)('bug $number ($bug) names tests that exist, or says why there is none', ({ tests }) => {
  const found = named(tests)
  if (!tests.startsWith('not covered: ')) expect(found.length).toBe(tests.split('<br>').length)
  for (const [, file, name] of found) {
    const source = readFileSync(join(root, file), 'utf8').replaceAll("\\'", "'")
    expect(source, file).toContain(name)
  }
})
