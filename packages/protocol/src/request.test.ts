import { expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { request, tell } from './request.ts'

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

it('a bad answer says where it does not fit', async () => {
  const asked = request(
    answering(async () => ({ ok: 'yes' })),
    contract,
    'ask',
    {},
  )
  await expect(asked).rejects.toMatchObject({ cause: { issues: [{ path: ['ok'], code: 'invalid_type' }] } })
})

it('waits for an acknowledgement as long as it is told to', async () => {
  const timeout = vi.fn(() => ({ emitWithAck: async () => ({ ok: true }) }))
  await request({ timeout }, contract, 'ask', {}, 700)
  await request({ timeout }, contract, 'ask', {})
  expect(timeout.mock.calls).toEqual([[700], [5_000]])
})

it('tells a fact and waits for nothing', () => {
  const emit = vi.fn()
  const facts = { fact: { payload: z.strictObject({ n: z.int() }) } } as const
  tell({ emit }, facts, 'fact', { n: 1 })
  expect(emit).toHaveBeenCalledExactlyOnceWith('fact', { n: 1 })
})
