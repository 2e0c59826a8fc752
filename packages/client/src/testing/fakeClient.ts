import { createFakeClock, type FakeClock } from '@parley/protocol/testing'
import { type Client, createClient } from '../createClient.ts'
import type { ServerAccess } from '../serverAccess.ts'
import { createFakeBrowser, type FakeBrowser, type FakePage } from './fakeBrowser.ts'
import { FakeSocket } from './fakeSocket.ts'

/** A server that the test plays. The first socket is the client's own. */
export interface FakeServer extends ServerAccess {
  readonly sockets: FakeSocket[]
}

/** Creates a server that gives only the answers that the test sets. `json` always rejects. */
export function createFakeServer(): FakeServer {
  const sockets: FakeSocket[] = []
  const open = () => {
    const socket = new FakeSocket()
    sockets.push(socket)
    return socket.asSocket
  }
  return { sockets, socket: open, socketAt: open, json: () => Promise.reject(new Error('not found')) }
}

/** A client in a fake page. The test controls its server and its clock. */
export interface FakeClient {
  client: Client
  server: FakeServer
  browser: FakeBrowser
  page: FakePage
  clock: FakeClock
}

/**
 * Creates a client in a new page.
 * @param before the client of the previous page in the same tab
 */
export function createFakeClient(before?: FakeClient): FakeClient {
  const clock = before?.clock ?? createFakeClock()
  const browser = before?.browser ?? createFakeBrowser({ clock })
  const page = browser.openPage(before?.page)
  const server = createFakeServer()
  return { client: createClient({ ...page, server }), server, browser, page, clock }
}
