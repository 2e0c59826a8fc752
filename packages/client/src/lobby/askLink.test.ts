import { expect, it } from 'vitest'
import { askLink } from './askLink.ts'

const link = `${'a'.repeat(21)}A`
const { signal } = new AbortController()

const answers: [string, () => Promise<unknown>][] = [
  ['open', async () => ({ state: 'open' })],
  ['gone', async () => ({ state: 'gone' })],
  ['unknown', async () => ({ state: 'else' })],
  ['unknown', async () => null],
  ['unknown', () => Promise.reject(new Error('no server'))],
]

it.each(answers)('the state of a link is %s', async (state, json) => {
  expect(await askLink({ json }, link, signal)).toBe(state)
})

it('the link itself stands in no address that a proxy could log', async () => {
  const asked: string[] = []
  const json = async (path: string): Promise<unknown> => asked.push(path)
  await askLink({ json }, link, signal)
  expect(asked).toHaveLength(1)
  expect(asked[0]).toMatch(/^api\/links\/[A-Za-z0-9_-]{43}$/)
  expect(asked[0]).not.toContain(link)
})
