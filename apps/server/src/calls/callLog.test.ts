import { type Logger, pino } from 'pino'
import { expect, test } from 'vitest'
import type { AnsweredCall, EndedCall, RingingCall } from './call.ts'
import { logAdopted, logChange, logForgotten, logMet, logPlaced, logRefused } from './callLog.ts'

const ada = { userId: 'ada', deviceId: 'ada-1' }
const bob = { userId: 'bob', deviceId: 'bob-1' }
const known = {
  callId: 'call-1',
  kind: 'direct',
  media: 'video',
  rev: 1,
  caller: ada,
  callee: 'bob',
  crossedBy: null,
  meeting: null,
  placedAt: 1_000,
} as const
const identity = { root: 'root', certificates: [], revocations: null }
const ringing: RingingCall = {
  ...known,
  ...{ state: 'ringing', identity, ringing: [], ignoredBy: [], silenced: null, onlyAt: null, expiresAt: 46_000 },
}
const answered: AnsweredCall = { ...known, state: 'answered', answeredBy: bob, answeredAt: 8_400 }
const ended: EndedCall = {
  ...known,
  ...{
    state: 'ended',
    reason: 'hangup',
    answer: { by: bob, at: 8_400 },
    silenced: null,
    onlyAt: null,
    endedAt: 68_400,
  },
}

/** The lines that this writes, without what pino adds. */
function linesOf(write: (log: Logger) => void) {
  const lines: Record<string, unknown>[] = []
  const log: Logger = pino({ base: null, timestamp: false }, { write: (line: string) => lines.push(JSON.parse(line)) })
  write(log)
  return lines.map(({ level, msg, ...line }) => line)
}

test('an operator can follow a call by its name, from its beginning to its end', () => {
  const about = { callId: 'call-1', caller: 'ada', callee: 'bob', media: 'video' }
  const lines = linesOf((log) => {
    logPlaced(log, ringing)
    logChange(log, ringing, { ...ringing, ringing: [bob] })
    logChange(log, ringing, answered)
    logChange(log, answered, ended)
    logMet(log, { ...answered, kind: 'match' })
    logAdopted(log, answered)
    logForgotten(log, answered)
    logRefused(log, 'call-2', ada, 'bob', 'busy')
  })
  expect(lines).toEqual([
    { ...about, event: 'placed' },
    { callId: 'call-1', event: 'ringing', devices: 1 },
    { callId: 'call-1', event: 'answered', deviceId: 'bob-1', seconds: 7 },
    { callId: 'call-1', event: 'ended', reason: 'hangup', seconds: 60 },
    { ...about, event: 'met', kind: 'match' },
    { ...about, event: 'adopted' },
    { callId: 'call-1', event: 'forgotten' },
    { callId: 'call-2', event: 'refused', caller: 'ada', callee: 'bob', error: 'busy' },
  ])
})

test('a call that nobody answered lasted no time', () => {
  const [line] = linesOf((log) => logChange(log, ringing, { ...ended, answer: null, reason: 'timeout' }))
  expect(line).toMatchObject({ reason: 'timeout', seconds: 0 })
})

test('a call that rings for nobody says so once, and why', () => {
  const silenced: RingingCall = { ...ringing, silenced: 'ignored' }
  const lines = linesOf((log) => {
    logChange(log, ringing, silenced)
    logChange(log, silenced, { ...silenced, ignoredBy: [bob] })
  })
  expect(lines).toEqual([{ callId: 'call-1', event: 'silenced', why: 'ignored' }])
})

test('a change that is none for an operator is not logged', () => {
  const rings = { ...ringing, ringing: [bob] }
  const lines = linesOf((log) => {
    logChange(log, rings, { ...rings, ringing: [{ ...bob, warm: true }] })
    logChange(log, rings, ringing)
  })
  expect(lines).toEqual([])
})
