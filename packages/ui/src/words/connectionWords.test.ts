import { expect, it } from 'vitest'
import { connectionWords, qualityWords, reconnectingFor } from './connectionWords.ts'

it('says how the connection is, and nothing while it is well', () => {
  expect(connectionWords('connecting')).toBe('Connecting…')
  expect(connectionWords('connected')).toBe('')
  expect(connectionWords('interrupted')).toBe('Reconnecting…')
})

it('says how good the connection is', () => {
  expect(qualityWords('excellent')).toBe('Connection: excellent')
  expect(qualityWords('reconnecting')).toBe('Connection: reconnecting')
})

it.each([
  [0, '0:00'],
  [7.9, '0:07'],
  [65, '1:05'],
  [-3, '0:00'],
])('counts %s seconds as %s', (seconds, text) => {
  expect(reconnectingFor(seconds)).toBe(text)
})
