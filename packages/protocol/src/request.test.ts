import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { request } from './request.ts'

const contract = { ask: { payload: z.strictObject({}), ack: z.strictObject({ ok: z.boolean() }) } } as const
const answering = (emitWithAck: () => Promise<unknown>) => ({ timeout: () => ({ emitWithAck }) })

it('resolves to the parsed acknowledgement', async () => {
  const socket = answering(async () => ({ ok: true }))
  expect(await request(socket, contract, 'ask', {})).toEqual({ ok: true })
})

it('a refusal is a value, not an exception', async () => {
  const socket = answering(async () => ({ ok: false }))
  expect(await request(socket, contract, 'ask', {})).toEqual({ ok: false })
})

it.each([
  ['timeout', new Error('operation has timed out')],
  ['disconnected', new Error('socket has been disconnected')],
] as const)('rejects with %s', async (code, error) => {
  const socket = answering(() => Promise.reject(error))
  await expect(request(socket, contract, 'ask', {})).rejects.toMatchObject({ name: 'CallError', code, cause: error })
})

it.each([undefined, null, {}, { ok: 'yes' }, { ok: true, more: 1 }])('rejects %j as a bad answer', async (ack) => {
  const socket = answering(async () => ack)
  await expect(request(socket, contract, 'ask', {})).rejects.toMatchObject({ code: 'badAnswer' })
})
