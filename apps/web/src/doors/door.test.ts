import { describe, expect, it, vi } from 'vitest'
import { closeDoor, doorOf, hashOf, openDoor, urlOf } from './door.ts'

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
