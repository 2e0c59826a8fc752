import { type EndReason, endReasons } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import type { Direction } from '../types/call.ts'
import { endedWords } from './endedWords.ts'

const insecure = 'Call stopped: the connection to ada could not be verified. Somebody may be trying to listen in.'

const table: Record<EndReason, [outgoing: string, incoming: string]> = {
  hangup: ['Call ended · 02:13', 'Call ended · 02:13'],
  declined: ['ada declined', 'You declined'],
  cancelled: ['Call cancelled', 'Missed call from ada'],
  timeout: ['No answer', 'Missed call from ada'],
  busy: ['ada is busy', 'Missed call from ada'],
  offline: ['ada is offline', 'Missed call from ada'],
  answeredElsewhere: ['Answered on another device', 'Answered on another device'],
  alreadyInCall: ['You are in a call on another device', 'You are in a call on another device'],
  lost: ['Connection lost', 'Connection lost'],
  blocked: ['ada cannot be called', 'You blocked ada'],
  full: ['There are already two people in this call', 'There are already two people in this call'],
  linkGone: ['This call link is not valid any more', 'This call link is not valid any more'],
  failed: ['The call could not connect', 'The call could not connect'],
  insecure: [insecure, insecure],
}

describe('words for the end of a call', () => {
  const words = (reason: EndReason, direction: Direction) =>
    endedWords({ reason, peer: 'ada', direction, seconds: reason === 'hangup' ? 133 : null })

  it.each(endReasons)('say "%s" to the one who called', (reason) => {
    expect(words(reason, 'outgoing')).toBe(table[reason][0])
  })

  it.each(endReasons)('say "%s" to the one who was called', (reason) => {
    expect(words(reason, 'incoming')).toBe(table[reason][1])
  })

  it('count a call that never connected as no time at all', () => {
    expect(endedWords({ reason: 'hangup', peer: 'ada', direction: 'outgoing', seconds: null })).toBe(
      'Call ended · 00:00',
    )
  })
})
