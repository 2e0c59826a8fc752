import { describe, expect, it } from 'vitest'
import { checkUserId, isGuest, sameDevice, sameUser, UserId, userKey } from './ids.ts'

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

  it('of a guest is nobody’s to choose, in any case', () => {
    for (const text of ['guest.', 'guest.ada', 'GUEST.x'])
      expect([checkUserId(text), isGuest(text)]).toEqual(['reserved', true])
    for (const text of ['guest', 'ada.guest', 'my.guest.x'])
      expect([checkUserId(text), isGuest(text)]).toEqual([null, false])
  })

  it('that ends in a dot is nobody’s to choose, and still valid for those who have one: links lose the dot', () => {
    expect(checkUserId('ada.')).toBe('dot')
    expect(UserId.safeParse('ada.').success).toBe(true)
    for (const id of ['ada.b', '.ada', 'a..b']) expect(checkUserId(id)).toBeNull()
  })

  it('is kept by servers in small letters: another form would lose every ID that is taken', () => {
    expect(userKey('Grace.H')).toBe('grace.h')
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
  expect(sameDevice({ userId: 'ada', deviceId }, { userId: 'ada', deviceId: 'device-0000000001' })).toBe(false)
})
