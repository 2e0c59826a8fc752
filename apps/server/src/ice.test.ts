import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { createIceServers } from './ice.ts'

const options = { stunUrls: [], turnUrls: [], turnSecret: null, wall: () => 1_000_000 }

test('without configuration there are no ICE servers', () => {
  expect(createIceServers(options)()).toEqual({ iceServers: [], ttlSeconds: 3600 })
})

test('T20: TURN credentials expire in an hour, name nobody and are what the TURN server computes', () => {
  const create = createIceServers({ ...options, turnUrls: ['turn:t.example'], turnSecret: 'secret' })
  const [turn] = create().iceServers
  if (!turn || !('username' in turn)) throw new Error('there are no credentials')
  expect(turn.urls).toEqual(['turn:t.example'])
  expect(turn.username).toMatch(/^4600:[\w-]{12}$/)
  expect(turn.credential).toBe(createHmac('sha1', 'secret').update(String(turn.username)).digest('base64'))
  expect(create().iceServers[0]).not.toEqual(turn)
})

test('STUN servers need no credentials', () => {
  const { iceServers } = createIceServers({ ...options, stunUrls: ['stun:s.example'] })()
  expect(iceServers).toEqual([{ urls: ['stun:s.example'] }])
})
