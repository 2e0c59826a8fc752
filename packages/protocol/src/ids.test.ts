import { describe, expect, it } from 'vitest'
import { checkUserId, sameDevice, sameUser, UserId } from './ids.ts'

describe('an ID', () => {
  it.each([
    ['', 'empty'],
    ['ad', 'short'],
    ['a'.repeat(33), 'long'],
    ['ada lovelace', 'characters'],
    ['adä', 'characters'],
    ['аda', 'characters'],
    ['a/', 'characters'],
    ['ada\n', 'characters'],
  ] as const)('%j is wrong: %s', (text, problem) => {
    expect(checkUserId(text)).toBe(problem)
    expect(UserId.safeParse(text).success).toBe(false)
  })

  it.each(['ada', 'Grace.H', '__proto__', 'constructor', 'a-b_c.9', 'a'.repeat(32)])('%s is right', (text) => {
    expect(checkUserId(text)).toBeNull()
    expect(UserId.safeParse(text).success).toBe(true)
  })

  it('is compared without regard to case', () => {
    expect(sameUser('Ada', 'aDA')).toBe(true)
    expect(sameUser('ada', 'ada2')).toBe(false)
  })
})

it('a device is the same only for the same user', () => {
  const deviceId = 'device-0000000000'
  expect(sameDevice({ userId: 'Ada', deviceId }, { userId: 'ada', deviceId })).toBe(true)
  expect(sameDevice({ userId: 'ada', deviceId }, { userId: 'grace', deviceId })).toBe(false)
})
