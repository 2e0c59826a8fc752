export { createFakeSocket, type FakeSocket, settle } from './fakeSocket.ts'
export { sampleIdentity } from './sampleIdentity.ts'
