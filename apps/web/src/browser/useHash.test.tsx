import { act, cleanup, renderHook } from '@testing-library/react'
import { useLayoutEffect } from 'react'
import { afterEach, expect, it } from 'vitest'
import { useHash } from './useHash.ts'

afterEach(() => {
  cleanup()
  history.replaceState(null, '', location.pathname)
})

function go(hash: string): void {
  history.replaceState(null, '', hash)
  dispatchEvent(new HashChangeEvent('hashchange'))
}

it('returns the fragment, follows its changes, and clears it', () => {
  go('#one')
  const { result } = renderHook(useHash)
  expect(result.current.hash).toBe('#one')
  act(() => go('#two'))
  expect(result.current.hash).toBe('#two')
  act(() => result.current.clear())
  expect(result.current.hash).toBe('')
  expect(location.hash).toBe('')
})

it('does not miss a fragment that changes during the first render', () => {
  const { result } = renderHook(() => {
    useLayoutEffect(() => go('#late'), [])
    return useHash()
  })
  expect(result.current.hash).toBe('#late')
})
