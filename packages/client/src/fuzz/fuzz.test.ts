import { expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

const messages = Number(process.env.FUZZ_MESSAGES ?? 20_000)
const seed = Number(process.env.FUZZ_SEED ?? 1)

it(`T35: ${messages} messages over the data channels end no page, stay in no memory, and delay no hang-up`, {
  timeout: 60_000 + messages * 5,
}, async () => {
  const report = await fuzz({ messages, seed })
  process.stdout.write(`${JSON.stringify(report)}\n`)
  expect(report.sent).toBe(messages)
  expect(report.tracksAfterPress).toBe(0)
  expect(report.hangUpMs).toBeLessThan(250)
  expect(report.growth).toBeLessThan(10 * 1024 * 1024)
  // Enough of the messages fitted to reach the app.
  expect(report.received).toBeGreaterThan(messages / 20)
  expect(report.rejected).toBeGreaterThan(messages / 20)
  expect(Object.prototype).toEqual({})
})
