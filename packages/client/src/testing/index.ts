/** Actions that otherwise only a client dispatches, for tests that start in a later state. */
export { idClaimed, idKnown, idRefused } from '../state/accountSlice.ts'
export { createFakeBrowser, type FakeBrowser, type FakeBrowserOptions, type FakePage } from './fakeBrowser.ts'
export { createFakeClient, createFakeServer, type FakeClient, type FakeServer } from './fakeClient.ts'
export { createFakeLocks, type FakeLocks } from './fakeLocks.ts'
export { FakeSocket } from './fakeSocket.ts'
export { createMemoryRecords, memoryStorage } from './memoryStorage.ts'
