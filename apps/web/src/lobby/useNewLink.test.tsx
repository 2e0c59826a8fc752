import { createFakeClient } from '@parley/client/testing'
import type { CallLink } from '@parley/protocol'
import { ClientProvider } from '@parley/react'
import { act, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { beforeEach, expect, it } from 'vitest'
import { useNewLink } from './useNewLink.ts'

const link = 'AAAAAAAAAAAAAAAAAAAAAA'

function setup(newLink: () => Promise<CallLink | null>) {
  const client = { ...createFakeClient().client, callLink: newLink }
  const wrapper = ({ children }: { children: ReactNode }) => <ClientProvider client={client}>{children}</ClientProvider>
  return renderHook(() => useNewLink(), { wrapper, reactStrictMode: true })
}

beforeEach(() => history.replaceState(null, '', location.pathname))

it('opens the lobby of the new link', async () => {
  const { result } = setup(async () => link)
  expect(await act(() => result.current())).toBe(true)
  expect(location.hash).toBe(`#call=${link}`)
})

it('resolves to false if there is no link', async () => {
  const { result } = setup(async () => null)
  expect(await act(() => result.current())).toBe(false)
  expect(location.hash).toBe('')
})

it('opens no lobby if the person has left the screen meanwhile', async () => {
  let answer: (made: CallLink) => void = () => {}
  const { result, unmount } = setup(() => new Promise((resolve) => (answer = resolve)))
  const made = result.current()
  unmount()
  answer(link)
  await made
  expect(location.hash).toBe('')
})
