import { expect, it } from 'vitest'
import { createJsonStorage } from '../storage/jsonStorage.ts'
import { memoryStorage } from '../testing/memoryStorage.ts'
import { createStunServers } from './stunServers.ts'

function setup() {
  const kept = new Map<string, string>()
  const local = createJsonStorage(memoryStorage(kept))
  let said: () => Promise<unknown> = async () => null
  const servers = createStunServers({ server: { json: async () => ({ urls: await said() }) }, local })
  return {
    servers,
    says: (answer: typeof said) => {
      said = answer
    },
  }
}

it('returns the server’s list of STUN servers, and the last one while the server is away', async () => {
  const { servers, says } = setup()
  says(async () => ['stun:stun.example:3478'])
  const known = { servers: [{ urls: ['stun:stun.example:3478'] }], renewAt: null }
  expect(await servers()).toEqual(known)
  says(() => Promise.reject(new TypeError('Failed to fetch')))
  expect(await servers()).toEqual(known)
  says(async () => [])
  expect(await servers()).toEqual({ servers: [], renewAt: null })
})

it.each([[null], ['stun:x'], [['turn:turn.example']], [[1]]])('returns none for the answer %j', async (answer) => {
  const { servers, says } = setup()
  says(async () => answer)
  expect(await servers()).toEqual({ servers: [], renewAt: null })
})
