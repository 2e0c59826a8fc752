import { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import { watchConnection } from './connection.ts'

function setup() {
  const socket = new EventEmitter()
  const told = vi.fn()
  const stop = watchConnection(socket, {
    connected: () => told('connected'),
    disconnected: (why) => told('disconnected', why),
    refused: (code, serverTime) => told('refused', code, serverTime),
    unreachable: () => told('unreachable'),
  })
  return { socket, told, stop }
}

it.each([
  ['io server disconnect', 'replaced'],
  ['io client disconnect', 'closed'],
  ['transport close', 'network'],
  ['ping timeout', 'network'],
])('%s is told as %s', (reason, why) => {
  const { socket, told } = setup()
  socket.emit('disconnect', reason)
  expect(told).toHaveBeenCalledWith('disconnected', why)
})

it('tells a refusal by its code, and anything else as unreachable', () => {
  const { socket, told } = setup()
  socket.emit('connect_error', Object.assign(new Error('no'), { data: { code: 'idTaken' } }))
  socket.emit('connect_error', Object.assign(new Error('no'), { data: { code: 'made up' } }))
  socket.emit('connect_error', new Error('xhr poll error'))
  expect(told.mock.calls).toEqual([['refused', 'idTaken', null], ['unreachable'], ['unreachable']])
})

it.each([
  [1_700_000_000_000, 1_700_000_000_000],
  ['soon', null],
  [Number.NaN, null],
])("tells the server's clock with a refusal where it says %s", (now, expected) => {
  const { socket, told } = setup()
  socket.emit('connect_error', Object.assign(new Error('no'), { data: { code: 'proofOld', now } }))
  expect(told).toHaveBeenCalledWith('refused', 'proofOld', expected)
})

it('tells of a connection, each time there is one', () => {
  const { socket, told } = setup()
  for (const event of ['connect', 'disconnect', 'connect']) socket.emit(event, 'ping timeout')
  expect(told.mock.calls).toEqual([['connected'], ['disconnected', 'network'], ['connected']])
})

it('tells nothing that nobody asked to hear', () => {
  const socket = new EventEmitter()
  watchConnection(socket, {})
  socket.emit('connect')
  socket.emit('disconnect', 'transport close')
  socket.emit('connect_error', Object.assign(new Error('no'), { data: { code: 'idTaken' } }))
  socket.emit('connect_error', new Error('xhr poll error'))
})

it('stops watching', () => {
  const { socket, stop } = setup()
  stop()
  expect(socket.eventNames()).toEqual([])
})
