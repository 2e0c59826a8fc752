import { createFakeClock, type FakeClock } from '@parley/protocol/testing'
import { type Client, createClient } from '../createClient.ts'
import type { ServerAccess } from '../serverAccess.ts'
import { createFakeBrowser, type FakeBrowser, type FakePage } from './fakeBrowser.ts'
import { FakeSocket } from './fakeSocket.ts'

/** A server that the test plays: its sockets, the first of them the client's own. */
export interface FakeServer extends ServerAccess {
  readonly sockets: FakeSocket[]
}

/** It answers nothing that the test does not, and has no files. */
export function createFakeServer(): FakeServer {
  const sockets: FakeSocket[] = []
  const open = () => {
    const socket = new FakeSocket()
    sockets.push(socket)
    return socket.asSocket
  }
  return { sockets, socket: open, socketAt: open, json: () => Promise.reject(new Error('not found')) }
}

/** A client in a fake page, whose server and time the test plays. */
export interface FakeClient {
  client: Client
  server: FakeServer
  browser: FakeBrowser
  page: FakePage
  clock: FakeClock
}

/** @param before the client of the page that this one comes after, in the same tab */
export function createFakeClient(before?: FakeClient): FakeClient {
  const clock = before?.clock ?? createFakeClock()
  const browser = before?.browser ?? createFakeBrowser({ clock })
  const page = browser.openPage(before?.page)
  const server = createFakeServer()
  return { client: createClient({ ...page, server }), server, browser, page, clock }
}
