import { describe, expect, it } from 'vitest'
import type { RecentItem } from '../types/call.ts'
import { formatTimer } from './formatTimer.ts'
import { recentWords } from './recentWords.ts'
import { lengthWords, whenWords, wordsLocale } from './timeWords.ts'

const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime()
/** Thursday, 6 March 2025, 10:00 wherever the tests run. */
const now = at(2025, 2, 6, 10, 0)

describe('a timer', () => {
  it.each([
    [0, '00:00'],
    [4, '00:04'],
    [133, '02:13'],
    [133.9, '02:13'],
    [3599, '59:59'],
    [3723, '1:02:03'],
    [-1, '00:00'],
  ])('shows %s seconds as %s', (seconds, text) => {
    expect(formatTimer(seconds)).toBe(text)
  })
})

describe('the time of a past call', () => {
  it.each([
    [at(2025, 2, 6, 9, 12), '9:12'],
    [at(2025, 2, 5, 23, 59), 'yesterday'],
    [at(2025, 2, 4, 8, 0), 'Tuesday'],
    [at(2025, 1, 3, 8, 0), '3 Feb'],
    [at(2024, 1, 3, 8, 0), '3 Feb 2024'],
  ])('gets vaguer with distance (%#)', (then, words) => {
    expect(whenWords(then, now, 'en-GB').replace(/^0/, '')).toBe(words)
  })

  it('uses the clock of the reader', () => {
    expect(whenWords(at(2025, 2, 6, 9, 12), now, 'en-US')).toMatch(/^9:12\sAM$/)
  })

  it('takes a clock running slightly behind for now, not for tomorrow', () => {
    expect(whenWords(now + 5_000, now, 'en-GB')).toBe('10:00')
  })

  it('stays English, in the reader’s own English where there is one', () => {
    expect(wordsLocale(['de-DE', 'en-US'])).toBe('en-US')
    expect(wordsLocale(['de-DE', 'fr'])).toBe('en-GB')
  })
})

describe('the length of a past call', () => {
  it.each([
    [40, '40 sec'],
    [1440, '24 min'],
    [3600, '1 hr'],
    [3900, '1 hr 5 min'],
  ])('is %s seconds in words: %s', (seconds, words) => {
    expect(lengthWords(seconds)).toBe(words)
  })
})

describe('a past call in words', () => {
  const call: RecentItem = {
    callId: 'x',
    userId: 'ada',
    direction: 'incoming',
    media: 'video',
    outcome: 'answered',
    at: at(2025, 2, 5, 9, 0),
    seconds: 1440,
  }

  it.each<[Partial<RecentItem>, string]>([
    [{}, 'Video · 24 min · yesterday'],
    [{ media: 'voice', seconds: null }, 'Voice · yesterday'],
    [{ outcome: 'unconnected', seconds: null }, 'Did not connect · yesterday'],
    [{ outcome: 'missed' }, 'Missed · yesterday'],
    [{ outcome: 'declined' }, 'You declined · yesterday'],
    [{ outcome: 'declined', direction: 'outgoing' }, 'Declined · yesterday'],
    [{ outcome: 'unanswered', direction: 'outgoing' }, 'No answer · yesterday'],
    [{ outcome: 'cancelled', direction: 'outgoing' }, 'Cancelled · yesterday'],
    [{ outcome: 'unreached', direction: 'outgoing' }, 'Could not reach · yesterday'],
  ])('says what became of it (%#)', (over, words) => {
    expect(recentWords({ ...call, ...over }, now, 'en-GB')).toBe(words)
  })
})
