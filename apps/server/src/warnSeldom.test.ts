import { expect, test } from 'vitest'
import { createFakeClock } from './testing/fakeClock.ts'
import { createLogRecorder } from './testing/logRecorder.ts'
import { createWarnSeldom } from './warnSeldom.ts'

test('an operator is warned once a minute of each kind, and told how often it happened in between', async () => {
  const clock = createFakeClock()
  const { log, text } = createLogRecorder()
  const warnSeldom = createWarnSeldom({ log, clock })
  const lines = () => text().trim().split('\n')
  for (let n = 0; n < 1_000; n += 1) warnSeldom('one', 'something is wrong', { n })
  warnSeldom('other', 'something else is')
  expect(lines()).toHaveLength(2)
  await clock.advance(59_999)
  warnSeldom('one', 'something is wrong', {})
  expect(lines()).toHaveLength(2)
  await clock.advance(1)
  warnSeldom('one', 'something is wrong', { n: 7 })
  expect(lines()).toHaveLength(3)
  expect(JSON.parse(lines()[2] ?? '')).toMatchObject({ level: 40, msg: 'something is wrong', n: 7, unsaid: 1_000 })
})
