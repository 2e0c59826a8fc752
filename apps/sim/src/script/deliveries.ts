import type { DeviceRef } from '@parley/protocol'
import type { Delivery } from './script.ts'

/** Finds what a script says of a message. */
export interface Deliveries {
  /** @param message its name, made only when a script says something of messages */
  of(device: DeviceRef, message: () => string): Delivery | null
}

/** @param numberOf by which number the script knows a device */
export function createDeliveries(all: readonly Delivery[], numberOf: (device: DeviceRef) => number): Deliveries {
  const counts = new Map<string, number>()

  return {
    of: (ref, name) => {
      if (all.length === 0) return null
      const [device, message] = [numberOf(ref), name()]
      const key = `${device} ${message}`
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      const isMeant = (one: Delivery) =>
        one.device === device && one.message === message && (one.nth === undefined || one.nth === count)
      return all.find(isMeant) ?? null
    },
  }
}

/** A request or a piece of news as a script names it. */
export function nameOf(event: string, payload: unknown): string {
  if (event !== 'signal' || !isObject(payload) || !isObject(payload.signal)) return event
  const { type, description } = payload.signal
  return `signal ${isObject(description) ? description.type : type}`
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
