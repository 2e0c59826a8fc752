import type { Clock } from '@parley/protocol'
import type { ConnectedPlan, Role } from '../mediaPlan.ts'
import type { Teardown } from '../ports.ts'
import {
  type Arrived,
  type ChannelEndpoint,
  type ChannelState,
  CLOSED_STATE,
  createChannelEndpoint,
} from './channelEndpoint.ts'
import { CHANNEL_OPTIONS, type ChannelName, type ChannelOptions } from './channelOptions.ts'
import { type ChannelPayload, encodeMessage } from './envelope.ts'
import { type Allowance, createInboundBudget, type InboundBudget } from './inboundBudget.ts'

/** A message as its listener gets it. */
export interface ChannelMessage<T = ChannelPayload> {
  type: string
  /** The sender's number: 0 is the caller, 1 the callee. */
  from: number
  /** The sender's run: greater after a reload of either side, when `seq` begins again. */
  session: number
  /** Grows by one with each message that left, over all types, from 1. */
  seq: number
  payload: T
  /** When `send` was called, by this page's monotonic clock, in milliseconds; null until the clocks are measured. */
  sentAt: number | null
}

/**
 * A data channel to the other side for one call. Connections come and go below it; listeners stay. It knows neither calls nor the
 * content of messages.
 */
export interface Channel {
  /**
   * Sends a JSON value or bytes. On `inputs`, true means that it leaves unless a newer one of its type replaces it first; on `bulk`, that
   * it arrives unless the connection is lost. False: there is no connection, or on `bulk` no room; `onReady` tells when to retry.
   *
   * @throws RangeError if it is larger than 1,100 bytes (`bulk`: 16 KiB) with its type and 20 bytes more, or the type is not 1–32 of
   *   `A-Z a-z 0-9 . _ -`
   */
  send(type: string, payload: ChannelPayload): boolean
  /**
   * Calls the listener with each message of this type that `parse` accepts. The other side may send anything: a message is dropped
   * if `parse` returns undefined or throws. What exceeds `allowance` is dropped on `inputs`, and ends the call on `bulk`; every
   * channel has one for types without their own.
   */
  subscribe<T>(
    type: string,
    parse: (payload: ChannelPayload) => T | undefined,
    listener: (message: ChannelMessage<T>) => void,
    allowance?: Allowance,
  ): Teardown
  /** Calls the listener at each new connection, and when there is room again after there was none. */
  onReady(listener: () => void): Teardown
  /** The statistics at this moment. */
  state(): ChannelState
}

/** The connection that carries channels. */
export interface ChannelCarrier {
  connection: Pick<RTCPeerConnection, 'createDataChannel'>
  plan: Pick<ConnectedPlan, 'role' | 'attempt'>
  /** Called, perhaps repeatedly, when the other side has sent more than it may of what must not be lost. */
  flooded(): void
}

/** The channels of one call. */
export interface Channels {
  /** What the other side may still send in this call, over any channel. */
  readonly budget: InboundBudget
  /** The channel of this name, the same one each time. Its clock is measured from the first call on. */
  get(name: ChannelName): Channel
  /** Opens the channels on a new connection, which replaces an earlier one. Returns what detaches it. */
  attach(carrier: ChannelCarrier): Teardown
  /** The call is over: no listener is called any more. */
  close(): void
}

/** A channel and its present connection. */
interface ChannelSlot {
  channel: Channel
  used(): void
  attach(carrier: ChannelCarrier): Teardown
  close(): void
}

const SENDER_NUMBER: Readonly<Record<Role, number>> = { initiator: 0, responder: 1 }

/** Creates the channels of a call that is not connected. */
export function createChannels(clock: Clock): Channels {
  const budget = createInboundBudget(clock)
  const slots: Record<ChannelName, ChannelSlot> = {
    bulk: createSlot('bulk', CHANNEL_OPTIONS.bulk, clock, budget),
    inputs: createSlot('inputs', CHANNEL_OPTIONS.inputs, clock, budget),
  }
  const all = Object.values(slots)

  return {
    budget,
    get(name) {
      slots[name].used()
      return slots[name].channel
    },
    attach(carrier) {
      const detach = all.map((slot) => slot.attach(carrier))
      return () => {
        for (const letGo of detach) letGo()
      }
    },
    close() {
      for (const slot of all) slot.close()
    },
  }
}

function createSlot(name: ChannelName, rules: ChannelOptions, clock: Clock, budget: InboundBudget): ChannelSlot {
  /** Each listener returns false for a message that it does not take. */
  const listeners = new Map<string, Set<(message: Arrived) => boolean>>()
  const readyListeners = new Set<() => void>()
  /** Of the types that have one of their own. */
  const allowances = new Map<string, Allowance>()
  let end: ChannelEndpoint | null = null
  let used = false
  let closed = false

  function deliver(message: Arrived): boolean {
    const fitted = [...(listeners.get(message.type) ?? [])].map((take) => take(message))
    return fitted.includes(true)
  }

  function admits(type: string | null, bytes: number, flooded: () => void): boolean {
    const heard = type !== null && listeners.has(type)
    const allowance = (heard && allowances.get(type)) || rules.allowance
    const admission = budget.admit(`${name} ${heard ? type : ''}`, bytes, allowance)
    // What nobody listens to may be lost.
    if (admission === 'flood' || (admission === 'over' && heard && !rules.newestOnly)) flooded()
    return admission === 'taken'
  }

  const channel: Channel = {
    send(type, payload) {
      const frame = encodeMessage(type, payload, rules.maxBytes)
      return end?.send(type, frame) ?? false
    },
    subscribe(type, parse, listener, allowance) {
      if (closed) return () => undefined
      if (allowance) allowances.set(type, allowance)
      const take = (message: Arrived): boolean => {
        const payload = parsed(parse, message.payload)
        if (payload === undefined) return false
        listener({ ...message, payload })
        return true
      }
      const takers = listeners.get(type) ?? new Set()
      listeners.set(type, takers.add(take))
      return () => {
        takers.delete(take)
        if (takers.size === 0 && listeners.get(type) === takers) listeners.delete(type)
      }
    },
    onReady(listener) {
      if (closed) return () => undefined
      // Wrapped, so that the same listener may be added twice.
      const tell = () => listener()
      readyListeners.add(tell)
      return () => void readyListeners.delete(tell)
    },
    state: () => end?.state() ?? CLOSED_STATE,
  }

  return {
    channel,
    used() {
      used = true
      if (rules.newestOnly) end?.measure()
    },
    attach({ connection, plan: { role, attempt }, flooded }) {
      if (closed) return () => undefined
      end?.close()
      const dataChannel = connection.createDataChannel(name, { ...rules.init, negotiated: true, id: rules.id })
      const mine = createChannelEndpoint(dataChannel, {
        rules,
        clock,
        from: SENDER_NUMBER[role],
        other: 1 - SENDER_NUMBER[role],
        session: attempt,
        hears: (type) => listeners.has(type),
        admits: (type, bytes) => admits(type, bytes, flooded),
        deliver,
        ready() {
          for (const listener of [...readyListeners]) listener()
        },
      })
      end = mine
      if (used && rules.newestOnly) mine.measure()
      return () => {
        mine.close()
        if (end === mine) end = null
      }
    },
    close() {
      closed = true
      end?.close()
      end = null
      listeners.clear()
      readyListeners.clear()
    },
  }
}

function parsed<T>(parse: (payload: ChannelPayload) => T | undefined, payload: ChannelPayload): T | undefined {
  try {
    return parse(payload)
  } catch {
    return undefined
  }
}
