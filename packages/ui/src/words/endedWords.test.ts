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

  it('do not speak of a listener where this browser could not check, and say what to do', () => {
    const end = { peer: 'ada', direction: 'incoming', seconds: null, unchecked: true } as const
    for (const reason of ['failed', 'lost'] as const) {
      expect(endedWords({ ...end, reason })).toBe(
        'Call ended: this browser could not look up ada in its storage. Reload this page and call again.',
      )
    }
    // Whoever hung up meanwhile hung up.
    expect(endedWords({ ...end, reason: 'hangup', seconds: 0 })).toBe('Call ended · 00:00')
    expect(endedWords({ ...end, reason: 'insecure' })).toBe(insecure)
  })

  it('say that an answered call was over before anybody heard anything, and not how long that was', () => {
    const end = { reason: 'hangup', peer: 'ada', direction: 'incoming', seconds: 12, unconnected: true } as const
    expect(endedWords(end)).toBe('Call ended before it connected')
  })

  it('T35: say that the other side sent too much, whatever else came to an end with it', () => {
    const end = { reason: 'failed', peer: 'mallory', direction: 'incoming', seconds: 30, flooded: true } as const
    const words = 'Call stopped: mallory sent too much at once.'
    expect(endedWords(end)).toBe(words)
    expect(endedWords({ ...end, reason: 'hangup', unchecked: true, relayless: true })).toBe(words)
  })

  it('say why two could not connect where there is no relay, and what to do', () => {
    const end = { reason: 'failed', peer: 'ada', direction: 'incoming', seconds: 30, unconnected: true } as const
    expect(endedWords({ ...end, relayless: true })).toBe(
      'Could not connect: there is no direct way, and this server has no relay. Try another network.',
    )
    expect(endedWords({ ...end, relayless: false })).toBe('The call could not connect')
  })

  it('blame no network for a call that ended before a way was looked for in vain', () => {
    const end = { reason: 'failed', peer: 'ada', direction: 'incoming', unconnected: true, relayless: true } as const
    for (const seconds of [null, 0, 5, 19]) expect(endedWords({ ...end, seconds })).toBe('The call could not connect')
  })
})
