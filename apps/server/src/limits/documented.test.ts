import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { defaultLimits } from './rates.ts'

const deploy = readFileSync(new URL('../../../../docs/deploy.md', import.meta.url), 'utf8')

/** The first two cells of the rows of the table under this heading, without backticks. */
function rowsUnder(heading: string): Map<string, string> {
  const section = deploy.split(`## ${heading}\n`)[1]?.split('\n#')[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  return new Map(
    rows.map((row) => {
      const [, names = '', value = ''] = row.split('|').map((cell) => cell.trim().replaceAll('`', ''))
      return [names, value]
    }),
  )
}

test('an operator reads the limits that hold', () => {
  const { rates, ...numbers } = defaultLimits
  const hold = new Map([
    ...Object.entries(rates).map(([name, { points, seconds }]) => [name, `${points}/${seconds}`] as const),
    ...Object.entries(numbers).map(([name, value]) => [name, String(value)] as const),
  ])
  expect([...rowsUnder('Limits')].toSorted()).toEqual([...hold].toSorted())
})

test('an operator reads the settings that hold without a word', () => {
  const rows = rowsUnder('Settings')
  const { port, host, logLevel, ringMs } = readConfig({})
  expect(rows.get('PORT')).toBe(String(port))
  expect(rows.get('HOST')).toBe(host)
  expect(rows.get('LOG_LEVEL')).toBe(logLevel)
  expect(rows.get('RING_SECONDS')).toBe(String(ringMs / 1000))
})
