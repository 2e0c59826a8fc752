import type { Ack, ClientContract, Payload, ServerContract } from '@parley/protocol'

type Event = keyof ClientContract & string
interface Asked {
  event: Event
  payload: unknown
  /** Answers; only the first answer counts. */
  answer(ack: unknown): void
  /** Loses the answer, as a timeout would. */
  lose(): void
}

/** A client socket whose other end the test plays. Refuses to be asked anything while disconnected, as the real one would buffer it. */
export interface FakeSocket {
  readonly connected: boolean
  on(event: string, listener: (...args: unknown[]) => void): void
  off(event: string, listener: (...args: unknown[]) => void): void
  timeout(ms: number): { emitWithAck(event: string, payload: unknown): Promise<unknown> }
  /** All that was asked, oldest first. */
  readonly asked: Asked[]
  /** The oldest unanswered request of this event; throws if there is none. */
  take<E extends Event>(
    event: E,
  ): { payload: Payload<ClientContract, E>; answer(ack: Ack<ClientContract, E>): Promise<void>; lose(): Promise<void> }
  /** Requests of this event that are not answered yet. */
  open(event: Event): number
  connect(): Promise<void>
  disconnect(reason?: string): Promise<void>
  refuse(error: Error & { data?: unknown }): void
  /** The server tells a fact, as many times as wished. */
  tell<E extends keyof ServerContract & string>(
    event: E,
    payload: Payload<ServerContract, E>,
    times?: number,
  ): Promise<void>
  /** How many listeners are registered. */
  readonly listeners: number
}

/** Lets promises settle. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

/** @param connected whether it starts connected */
export function createFakeSocket(connected = true): FakeSocket {
  const listeners = new Map<string, Set<(...args: unknown[]) => void>>()
  const asked: Asked[] = []
  const open: { asked: Asked; fail(error: Error): void }[] = []
  let isConnected = connected
  const fire = (event: string, ...args: unknown[]) => {
    for (const listener of [...(listeners.get(event) ?? [])]) listener(...args)
  }
  const remove = (entry: Asked) => {
    const index = open.findIndex(({ asked }) => asked === entry)
    if (index >= 0) open.splice(index, 1)
  }
  return {
    get connected() {
      return isConnected
    },
    on: (event, listener) => {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
    },
    off: (event, listener) => {
      listeners.get(event)?.delete(listener)
    },
    timeout: () => ({
      emitWithAck: (event, payload) =>
        new Promise((resolve, reject) => {
          if (!isConnected) throw new Error(`asked ${event} while disconnected`)
          const entry: Asked = {
            event: event as Event,
            payload,
            answer: (ack) => {
              remove(entry)
              resolve(ack)
            },
            lose: () => {
              remove(entry)
              reject(new Error('operation has timed out'))
            },
          }
          asked.push(entry)
          open.push({ asked: entry, fail: reject })
        }),
    }),
    asked,
    take: (event) => {
      const entry = open.find(({ asked }) => asked.event === event)?.asked
      if (!entry) throw new Error(`nobody asked ${event}; asked: ${asked.map((other) => other.event).join(', ')}`)
      return {
        // The requests under test are typed by the contract; the fake only carries them.
        payload: entry.payload as never,
        answer: (ack) => {
          entry.answer(ack)
          return settle()
        },
        lose: () => {
          entry.lose()
          return settle()
        },
      }
    },
    open: (event) => open.filter(({ asked }) => asked.event === event).length,
    connect: () => {
      isConnected = true
      fire('connect')
      return settle()
    },
    disconnect: (reason = 'transport close') => {
      isConnected = false
      for (const { fail } of open.splice(0)) fail(new Error('socket has been disconnected'))
      fire('disconnect', reason)
      return settle()
    },
    refuse: (error) => fire('connect_error', error),
    tell: (event, payload, times = 1) => {
      for (let time = 0; time < times; time++) fire(event, payload)
      return settle()
    },
    get listeners() {
      return [...listeners.values()].reduce((sum, set) => sum + set.size, 0)
    },
  }
}
