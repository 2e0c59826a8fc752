import { expect, test } from 'vitest'
import { parseLimits } from './parseLimits.ts'
import { defaultLimits } from './rates.ts'

test('without a word everything stays as it is', () => {
  expect(parseLimits('')).toEqual({ ok: true, limits: defaultLimits })
})

test('a limit that is named changes, and nothing else', () => {
  expect(
    parseLimits('calls=60/30, claims = 5/3600,,socketsPerAddress=8,unprovedPerAddress=4,socketsPerUser=2,'),
  ).toEqual({
    ok: true,
    limits: {
      rates: { ...defaultLimits.rates, calls: { points: 60, seconds: 30 }, claims: { points: 5, seconds: 3600 } },
      socketsPerAddress: 8,
      unprovedPerAddress: 4,
      socketsPerUser: 2,
    },
  })
})

test.each([
  'calls',
  'calls=',
  'calls=60',
  'calls=60/',
  'calls=0/60',
  'calls=60/0',
  'calls=60/86401',
  'calls=-1/60',
  'calls=1.5/60',
  'calls=60/60/60',
  'calls=9999999999/60',
  'Calls=60/60',
  '__proto__=1/1',
  'toString=1/1',
  'phone=60/60',
  'socketsPerUser=24/60',
  'socketsPerUser=0',
  'calls=60/60;claims=5/60',
])('%s is refused', (text) => {
  expect(parseLimits(`signals=10/60,${text}`)).toMatchObject({ ok: false })
})

test.each([
  [
    'phone=60/60',
    'the names are http, handshakes, claims, networkClaims, keys, guests, lookups, calls, callsToOne, callLinks, matches, signals, presence, requests, invalid',
  ],
  ['calls=60', 'calls takes a number above 0 and 1 to 86400 seconds'],
  ['socketsPerUser=24/60', 'socketsPerUser takes one number above 0'],
])('%s is explained', (text, words) => {
  expect(parseLimits(text)).toEqual({ ok: false, problem: expect.stringContaining(words) })
})
