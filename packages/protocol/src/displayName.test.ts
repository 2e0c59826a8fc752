import { describe, expect, it } from 'vitest'
import { tidyName } from './displayName.ts'
import { DisplayName } from './ids.ts'

describe('a guest’s name', () => {
  it.each([
    ['Persian, whose non-joiner keeps letters apart', 'علی\u200cرضا'],
    ['Sinhala, whose joiner makes one sign of two', 'ශ්\u200dරී'],
    ['Bengali, whose joiner stands behind a letter', 'র\u200d্যাব'],
    ['Malayalam, whose joiner ends a word', 'അവന്\u200d'],
    ['a family in one emoji', '👩\u200d👩\u200d👧\u200d👦'],
    ['an emoji with a colour of skin', '👩🏽\u200d💻 Ada'],
    ['an emoji with a style', '❤\ufe0f\u200d🔥'],
    ['an ordinary one', 'Ada Lovelace-Byron'],
  ])('is kept in %s', (_what, name) => {
    expect(DisplayName.safeParse(name).success).toBe(true)
    expect(tidyName(name)).toBe(name)
  })

  it.each([
    ['a joiner between Latin letters', 'A\u200dda', 'Ada'],
    ['a joiner at its beginning', '\u200cعلی', 'علی'],
    ['marks of direction', '\u2068Ada\u2069\u200e', 'Ada'],
    ['an override of direction', 'Ada\u202e', 'Ada'],
    ['a byte order mark', '\ufeffAda', 'Ada'],
    ['a zero-width space', 'Ada\u200b Byron', 'Ada Byron'],
    ['a filler that looks like nothing', 'Ada\u3164', 'Ada'],
    ['line breaks and tabs', ' Ada\n\tByron ', 'Ada Byron'],
    ['no-break spaces', 'Ada\u00a0\u00a0Byron', 'Ada Byron'],
  ])('loses %s', (_what, text, name) => {
    expect(tidyName(text)).toBe(name)
    expect(DisplayName.safeParse(tidyName(text)).success).toBe(true)
  })

  it('cannot be invisible, or too long', () => {
    for (const text of ['', ' ', '\u200d', '\u200c\u200d', '\u3164', '\ufe0f', 'a'.repeat(41)])
      expect(tidyName(text)).toBeNull()
    for (const name of [
      '\u200d',
      'A\u200dda',
      'Ada\u200b',
      '\u202eada',
      'A\u200c\u200dda',
      'علی\u200c\u200cرضا',
      ' Ada',
      'Ada ',
    ])
      expect(DisplayName.safeParse(name).success).toBe(false)
  })
})
