import type { MediaProblem } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { dialWords } from './dialWords.ts'
import { type IdProblem, idWords } from './idWords.ts'
import { devicesWords, mediaWords } from './mediaWords.ts'
import { pageTitle } from './pageTitle.ts'

const idTable: Record<IdProblem, RegExp> = {
  empty: /^Type an ID/,
  characters: /^Use letters a–z, digits/,
  short: /at least 3/,
  long: /at most 32/,
  reserved: /guest/,
  dot: /end in a dot/,
  taken: /^This ID is taken/,
  insecure: /https/,
  deviceRemoved: /^This browser was removed from this ID/,
  proofWrong: /^This browser could not prove/,
  proofOld: /^Your computer’s clock seems to be wrong/,
  proofReplayed: /try again/,
  proofForeign: /Open Parley at its own address/,
  tooMany: /^Too many tries from your network. Wait a minute/,
  outdated: /Reload/,
  unreachable: /cannot be reached/,
  failed: /try again/,
}

const cameraTable: Record<MediaProblem, string> = {
  denied: 'Your camera is blocked. Allow it next to the address bar, then try again.',
  dismissed: 'Your browser asked for your camera and got no answer. Try again and choose Allow.',
  missing: 'No camera found. Plug it in and try again.',
  inUse: 'Your camera is used by another app. Close it there and try again.',
  stuck: 'Your camera does not answer. Choose another one, or restart your browser.',
  insecure: 'Your camera can only be used on a secure page. Open Parley with https:// and try again.',
  unsupported: 'This browser has no camera for web pages. Open Parley in another browser.',
  unknown: 'Your camera did not start. Try again, or choose another one.',
}

describe('words for an ID', () => {
  it.each(Object.entries(idTable))('say what to do about "%s"', (problem, words) => {
    expect(idWords(problem as IdProblem)).toMatch(words)
  })
})

it('name the ID from which this browser was removed', () => {
  expect(idWords('deviceRemoved', 'ada')).toMatch(/^This browser was removed from ada/)
})

describe('words for a device', () => {
  it.each(Object.entries(cameraTable))('say what to do about a camera that is "%s"', (problem, words) => {
    expect(mediaWords(problem as MediaProblem, 'camera')).toBe(words)
  })

  it('name the microphone when it is the microphone', () => {
    expect(mediaWords('inUse', 'microphone')).toBe(
      'Your microphone is used by another app. Close it there and try again.',
    )
  })

  it('say it once when camera and microphone have the same problem', () => {
    expect(devicesWords('denied', 'denied')).toEqual([
      'Your camera and microphone are blocked. Allow them next to the address bar, then try again.',
    ])
  })

  it('say both when they differ, and nothing when nothing is wrong', () => {
    expect(devicesWords('inUse', 'missing')).toHaveLength(2)
    expect(devicesWords(null, null)).toEqual([])
  })
})

describe('words for dialling', () => {
  const me = { userId: 'Ada', server: 'online' } as const

  it.each([
    ['', 'Type the ID of the person to call.'],
    ['a b', 'Use letters a–z, digits, dots, dashes and underscores only.'],
    ['ab', 'An ID has at least 3 characters.'],
    ['ada', 'That is your own ID'],
    ['ADA', 'That is your own ID'],
    ['grace.h', null],
  ])('answer "%s" with %s', (text, words) => {
    expect(dialWords(text, me)).toBe(words)
  })

  it('say so while there is no server to place the call', () => {
    expect(dialWords('grace', { userId: 'ada', server: 'connecting' })).toMatch(/not connected yet/)
  })
})

describe('the title of the tab', () => {
  it('begins with what is happening', () => {
    expect(pageTitle({ screen: 'home' })).toBe('Parley')
    expect(pageTitle({ screen: 'outgoing', peer: 'ada' })).toBe('Calling ada · Parley')
    expect(pageTitle({ screen: 'incoming', peer: 'ada' })).toBe('ada is calling · Parley')
    expect(pageTitle({ screen: 'inCall', peer: 'ada' })).toBe('ada · Parley')
  })
})
