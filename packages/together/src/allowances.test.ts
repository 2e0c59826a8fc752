import { createFakeClock } from '@parley/protocol/testing'
import type { Allowance } from '@parley/webrtc'
import { createInboundBudget } from '@parley/webrtc/testing'
import { expect, test } from 'vitest'
import { CHAT_ALLOWANCE, CHUNK_ALLOWANCE, FILE_ALLOWANCE, STROKE_ALLOWANCE } from './allowances.ts'

/** Lets messages arrive, so many a second; fails if one of them is over its allowance. */
function arrive(count: number, perSecond: number, kinds: readonly [allowance: Allowance, bytes: number][]): void {
  const clock = createFakeClock()
  const budget = createInboundBudget(clock)
  for (let n = 0; n < count; n += 1) {
    for (const [index, [allowance, bytes]] of kinds.entries()) {
      const admission = budget.admit(`kind ${index}`, bytes, allowance)
      if (admission !== 'taken') expect.fail(`message ${n} of kind ${index} is ${admission}`)
    }
    clock.advance(1_000 / perSecond)
  }
}

const CHUNK: [Allowance, number] = [CHUNK_ALLOWANCE, 15_412]

test.each<[string, number, number, readonly [Allowance, number][]]>([
  ['a file of 40 MB, all at once', 2_731, Number.POSITIVE_INFINITY, [CHUNK]],
  ['a file of 2 GB on a network of a gigabit', 140_000, 8_300, [CHUNK]],
  ['what acknowledges each part of it', 140_000, 8_300, [[CHUNK_ALLOWANCE, 90]]],
  [
    '1,500 pasted lines, all at once, and what acknowledges them',
    1_500,
    Number.POSITIVE_INFINITY,
    [[CHAT_ALLOWANCE, 4_000]],
  ],
  ['a conversation of an hour, of two who write at once', 3_600, 1, [[CHAT_ALLOWANCE, 2_000]]],
  ['a thousand small files that were offered together', 1_000, 250, [[FILE_ALLOWANCE, 500]]],
  ['two hundred long strokes, again with each of ten connections in a minute', 2_000, 33, [[STROKE_ALLOWANCE, 10_000]]],
])('%s is never over its allowance', (_what, count, perSecond, kinds) => {
  arrive(count, perSecond, kinds)
})
