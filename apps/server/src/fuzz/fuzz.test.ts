import { expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

const messages = Number(process.env.FUZZ_MESSAGES ?? 20_000)
const seed = Number(process.env.FUZZ_SEED ?? 1)

it(`T14: ${messages} messages that should not be sent change nothing for honest callers, and leave nothing behind`, {
  timeout: 60_000 + messages * 5,
}, async () => {
  const report = await fuzz({ messages, seed })
  process.stdout.write(`${JSON.stringify(report)}\n`)
  expect(report.errors).toEqual([])
  expect(report.sent).toBe(messages)
  expect(report.honestCalls).toBe(Math.ceil(messages / 500))
  expect(report.left).toMatchObject({ calls: 0, connections: 0, watchers: 0, timers: 0 })
  expect(report.growth).toBeLessThan(8 * 1024 * 1024)
  // Enough of the messages were valid to reach the services.
  expect(report.answers.ok).toBeGreaterThan(messages / 20)
  expect(report.answers.unavailable ?? 0).toBeLessThan(messages / 100)
  expect(Object.prototype).toEqual({})
})
