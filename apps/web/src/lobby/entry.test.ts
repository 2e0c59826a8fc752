import { callEnded, callReducer, startWaiting } from '@parley/call'
import { describe, expect, it, vi } from 'vitest'
import { closeDoor, doorOf, hashOf, isGone, isWaitingAt, openDoor, urlOf } from './entry.ts'

const link = 'AAAAAAAAAAAAAAAAAAAAAA'

describe('a door', () => {
  it.each([{ kind: 'link', link } as const, { kind: 'match' } as const])('is what its address says ($kind)', (door) => {
    expect(doorOf(hashOf(door))).toEqual(door)
    expect(urlOf(door, 'https://parley.example/')).toBe(`https://parley.example/${hashOf(door)}`)
  })

  it.each(['', '#', '#call=', '#call=short', `#call=${link}A`, '#link=x&id=ada', '#codes'])(
    'is not behind "%s"',
    (hash) => {
      expect(doorOf(hash)).toBeNull()
    },
  )

  it('closed, it leaves the address, and who listens is told', () => {
    openDoor({ kind: 'link', link })
    expect(location.hash).toBe(`#call=${link}`)
    const heard = vi.fn()
    addEventListener('hashchange', heard)
    closeDoor()
    expect(location.hash).toBe('')
    expect(heard).toHaveBeenCalled()
    removeEventListener('hashchange', heard)
  })
})

describe('who waits', () => {
  const other = 'BBBBBBBBBBBBBBBBBBBBBA'
  const doors = [{ kind: 'link', link }, { kind: 'link', link: other }, { kind: 'match' }] as const
  const idle = callReducer(undefined, { type: 'nothing' })
  const atLink = callReducer(idle, startWaiting({ kind: 'link', link, name: null, media: 'video' }, 'call-1'))
  const inQueue = callReducer(idle, startWaiting({ kind: 'match', media: 'video' }, 'call-2'))

  it('does so at one door, whatever other the address names by now', () => {
    expect(doors.map((door) => isWaitingAt(atLink.current, door))).toEqual([true, false, false])
    expect(doors.map((door) => isWaitingAt(inQueue.current, door))).toEqual([false, false, true])
  })

  it('at a link that leads nowhere is told so there, and at no other door', () => {
    const { current } = callReducer(atLink, callEnded({ callId: 'call-1', reason: 'linkGone' }))
    expect(doors.map((door) => isGone(current, door))).toEqual([true, false, false])
  })
})
