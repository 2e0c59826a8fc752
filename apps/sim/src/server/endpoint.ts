import { sampleIdentity } from '@parley/call/testing'
import { clientEvents, type Handlers, type Listenable, listen } from '@parley/protocol'
import type { CallService } from '@parley/server/calls'
import type { Line } from '../network/line.ts'

const { sync, placeCall, confirmRinging, acceptCall, rejectCall, ignoreCall, endCall, signal, getIceServers } =
  clientEvents
const contract = { sync, placeCall, confirmRinging, acceptCall, rejectCall, ignoreCall, endCall, signal, getIceServers }

/** The server's end of a line. */
export interface Endpoint {
  readonly line: Line
  receive(event: string, payload: unknown, reply: (answer: unknown) => void): void
}

export interface EndpointDeps {
  service: CallService
  /** Runs the device's requests one after the other. */
  run<T>(task: () => Promise<T>): Promise<T>
  fail(problem: string): void
}

/** Creates the server's end of a line. Validates requests by the contract and passes them to the call service. */
export function createEndpoint(line: Line, { service, run, fail }: EndpointDeps): Endpoint {
  const { device } = line
  const listeners = new Map<string, (payload: unknown, reply: unknown) => void>()
  const socket: Listenable = {
    on: (event: string, listener: (payload: unknown, reply: unknown) => void) => listeners.set(event, listener),
    off: (event: string) => listeners.delete(event),
  }
  const handlers: Handlers<typeof contract> = {
    sync: (payload) => run(() => service.sync(device, payload)),
    // Every device has the same sample identity, because nothing in the simulation verifies it.
    placeCall: (payload) => run(() => service.placeCall(device, payload, sampleIdentity)),
    confirmRinging: (payload) => run(() => service.confirmRinging(device, payload)),
    acceptCall: (payload) => run(() => service.acceptCall(device, payload)),
    rejectCall: (payload) => run(() => service.rejectCall(device, payload)),
    ignoreCall: (payload) => run(() => service.ignoreCall(device, payload)),
    endCall: (payload) => run(() => service.endCall(device, payload)),
    signal: (payload) => run(() => service.signal(device, payload)),
    getIceServers: () => run(async () => ({ ok: true, iceServers: [], ttlSeconds: 24 * 60 * 60 })),
  }
  listen(socket, contract, handlers, {
    invalid: (event, problem) => fail(`a device asks "${event}" outside of the contract: ${problem}`),
    failed: (event, error) => fail(`the server fails at "${event}": ${String(error)}`),
  })
  return { line, receive: (event, payload, reply) => listeners.get(event)?.(payload, reply) }
}
