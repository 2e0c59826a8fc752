import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
const page = readFileSync(join(root, 'docs/known-bugs.md'), 'utf8')

/** The entries `7. **bug** (levels)`, each with the lines below it, up to the next entry or heading. */
const entries = [...page.matchAll(/^(\d+)\. \*\*(.+)\*\* \((.+)\)\n((?: {3,}.*\n)*)/gm)].map(
  ([, number, bug, levels, lines]) => ({ number: Number(number), bug, levels, lines: lines.trimEnd().split('\n') }),
)

/** A line that names a test: `file` "name". */
const named = (line) => /^ {3,}- `([^`]+\.(?:test|spec)\.tsx?)` "((?:[^"\\]|\\.)*)"$/.exec(line)?.slice(1)
const levelOf = (file) => /^apps\/(sim|e2e)\//.exec(file)?.[1] ?? 'unit'
const levelNames = { unit: 'unit', sim: 'simulation', e2e: 'browser' }

it('every numbered line begins an entry in its form, and the numbers follow each other', () => {
  const numbered = page.split('\n').filter((line) => /^\d+\./.test(line))
  expect(entries.length, 'no entry was lost').toBeGreaterThanOrEqual(113)
  expect(entries.map(({ number }) => `${number}`)).toEqual(numbered.map((_, index) => `${index + 1}`))
})

it('no line of the page names a test outside of an entry and its form', () => {
  const listed = page.split('\n').filter((line) => /^ {2,}/.test(line))
  expect(entries.flatMap(({ lines }) => lines)).toEqual(listed)
})

it.each(entries)('bug $number ($bug) names tests that exist, or says why there is none', ({ levels, lines }) => {
  if (levels === 'no test') {
    expect(lines).toEqual([expect.stringMatching(/^ +- not covered: ./)])
    return
  }
  expect(lines.map(named), lines.join('\n')).not.toContain(undefined)
  for (const [file, name] of lines.map(named)) {
    const source = readFileSync(join(root, file), 'utf8').replaceAll("\\'", "'")
    expect(source, file).toContain(name)
  }
  const found = new Set(lines.map((line) => levelNames[levelOf(named(line)[0])]))
  expect([...found].sort()).toEqual(levels.split(', ').sort())
})
