import { expect, test, vi } from 'vitest'
import { serverAt } from './serverAccess.ts'
import { createJsonStorage } from './storage/jsonStorage.ts'

const nothing = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined }

test.each([
  ['https://example.org', 'https://example.org/', '/socket.io'],
  ['https://example.org/?call=ada#call=x', 'https://example.org/', '/socket.io'],
  ['https://example.org/parley/', 'https://example.org/parley/', '/parley/socket.io'],
  ['https://example.org/parley/index.html?call=ada', 'https://example.org/parley/', '/parley/socket.io'],
])('a server that serves a page at %s is reached below the same path', async (page, base, path) => {
  const fetched = vi.fn(async () => Response.json({ state: 'free' }))
  vi.stubGlobal('fetch', fetched)
  const server = serverAt(page)
  expect(await server.json('api/ids/ada', AbortSignal.timeout(1_000))).toEqual({ state: 'free' })
  expect(fetched).toHaveBeenCalledWith(new URL(`${base}api/ids/ada`), expect.anything())
  for (const socket of [server.socket(createJsonStorage(nothing)), server.socketAt('/link', {})]) {
    expect(socket.io.opts.path).toBe(path)
    socket.close()
  }
  vi.unstubAllGlobals()
})
