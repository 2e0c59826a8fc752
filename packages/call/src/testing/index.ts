export { createFakeClock, type FakeClock } from './fakeClock.ts'
export { createFakeSocket, type FakeSocket, settle } from './fakeSocket.ts'
