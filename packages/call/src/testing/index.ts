export { createFakeSocket, type FakeSocket, settle } from './fakeSocket.ts'
