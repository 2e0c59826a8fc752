import { callReducer } from '@parley/call'
import { createFakeClient } from '@parley/client/testing'
import { CallProvider, ClientProvider } from '@parley/react'
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Entry } from './entry.ts'
import { Lobby } from './Lobby.tsx'

const link = 'AAAAAAAAAAAAAAAAAAAAAA'
const { current: idle } = callReducer(undefined, { type: 'nothing' })

beforeEach(() => {
  history.replaceState(null, '', `#call=${link}`)
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue()
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** Opens an entry; `answer` is the server's, about the link. */
async function open(entry: Entry, answer: () => Promise<unknown>) {
  const { client, server, page } = createFakeClient()
  server.json = answer
  const calls = await client.calls()
  render(
    <ClientProvider client={client}>
      <CallProvider calls={calls}>
        <Lobby entry={entry} call={idle} />
      </CallProvider>
    </ClientProvider>,
    { reactStrictMode: true },
  )
  await act(async () => void (await new Promise((resolve) => setImmediate(resolve))))
  return { media: page.media }
}

it('a dead link is told before a name is asked for, or the camera', async () => {
  const { media } = await open({ kind: 'link', link }, async () => ({ state: 'gone' }))
  expect(await screen.findByRole('heading', { name: 'This link is not valid any more' })).toBeTruthy()
  expect(screen.getByText(/Ask whoever sent it for a new one/)).toBeTruthy()
  expect(screen.queryByRole('textbox')).toBeNull()
  expect(media.requests).toEqual([])
})

it('a good link asks for a name', async () => {
  await open({ kind: 'link', link }, async () => ({ state: 'open' }))
  expect(await screen.findByRole('textbox', { name: 'Your name' })).toBeTruthy()
})

it('a server that does not answer keeps nobody from trying', async () => {
  await open({ kind: 'link', link }, () => Promise.reject(new Error('no server')))
  expect(await screen.findByRole('textbox', { name: 'Your name' })).toBeTruthy()
})

it('a broken link says so and what to do, and opens no camera', async () => {
  const { media } = await open({ kind: 'broken' }, async () => ({ state: 'open' }))
  expect(screen.getByRole('heading', { name: 'This link is broken' })).toBeTruthy()
  expect(screen.getByRole('textbox', { name: 'The whole link' })).toBeTruthy()
  expect(media.requests).toEqual([])
})

it('what a messenger added to a link is gone from the address, so that it can be copied on', async () => {
  history.replaceState(null, '', `#call=${link}%20)`)
  await open({ kind: 'link', link }, async () => ({ state: 'open' }))
  expect(location.hash).toBe(`#call=${link}`)
})
