import { callEnded, callReducer, startWaiting } from '@parley/call'
import { describe, expect, it, vi } from 'vitest'
import { entryOf, hashOf, isGone, isWaitingAt, leaveEntry, openEntry, openLinkIn, urlOf } from './entry.ts'

const link = 'AAAAAAAAAAAAAAAAAAAAAA'

describe('an entry', () => {
  it.each([{ kind: 'link', link } as const, { kind: 'match' } as const])(
    'is read back from its address ($kind)',
    (entry) => {
      expect(entryOf(hashOf(entry))).toEqual(entry)
      expect(urlOf(entry, 'https://parley.example/')).toBe(`https://parley.example/${hashOf(entry)}`)
    },
  )

  it.each(['', '#', '#link=x&id=ada', '#codes', '#meeting', '?call=ada'])('is not in "%s"', (hash) => {
    expect(entryOf(hash)).toBeNull()
  })

  it.each(['#call=', '#call=short', `#call=${link}A`, `#call=${link.slice(1)}.`])('is broken in "%s"', (hash) => {
    expect(entryOf(hash)).toEqual({ kind: 'broken' })
  })

  it.each(['.', ')', ',', '%3E', '%20', '%23', '&utm_source=mail'])('is read with "%s" behind it', (sign) => {
    expect(entryOf(`#call=${link}${sign}`)).toEqual({ kind: 'link', link })
    if (!sign.startsWith('&')) expect(entryOf(`#meet${sign}`)).toEqual({ kind: 'match' })
  })

  it('opens from the whole link, pasted with whatever stands around it', () => {
    expect(openLinkIn('half a link: https://parley.example/#call=AAAA')).toBe(false)
    expect(openLinkIn(`Here: <https://parley.example/#call=${link}>.`)).toBe(true)
    expect(location.hash).toBe(`#call=${link}`)
    leaveEntry()
  })

  it('leaves the address when it is left, and listeners are told', () => {
    openEntry({ kind: 'link', link })
    expect(location.hash).toBe(`#call=${link}`)
    const heard = vi.fn()
    addEventListener('hashchange', heard)
    leaveEntry()
    expect(location.hash).toBe('')
    expect(heard).toHaveBeenCalled()
    removeEventListener('hashchange', heard)
  })
})

describe('waiting', () => {
  const other = 'BBBBBBBBBBBBBBBBBBBBBA'
  const entries = [{ kind: 'link', link }, { kind: 'link', link: other }, { kind: 'match' }] as const
  const idle = callReducer(undefined, { type: 'nothing' })
  const atLink = callReducer(idle, startWaiting({ kind: 'link', link, name: null, media: 'video' }, 'call-1'))
  const inQueue = callReducer(idle, startWaiting({ kind: 'match', media: 'video' }, 'call-2'))

  it('is at one entry, whatever the address has become', () => {
    expect(entries.map((entry) => isWaitingAt(atLink.current, entry))).toEqual([true, false, false])
    expect(entries.map((entry) => isWaitingAt(inQueue.current, entry))).toEqual([false, false, true])
  })

  it('at an invalid link ends with a notice at that link and at no other entry', () => {
    const { current } = callReducer(atLink, callEnded({ callId: 'call-1', reason: 'linkGone' }))
    expect(entries.map((entry) => isGone(current, entry))).toEqual([true, false, false])
  })
})
