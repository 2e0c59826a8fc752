import type { DeviceRef } from '@parley/protocol'
import type { Delivery } from './script.ts'

/** Finds the deliveries that a script sets for messages. */
export interface Deliveries {
  /**
   * Counts a message of a device, and returns the delivery set for it; null if there is none.
   *
   * @param message returns its name; called only if the script sets deliveries
   */
  of(device: DeviceRef, message: () => string): Delivery | null
}

/**
 * Creates the deliveries of one run, with all counts at zero.
 *
 * @param numberOf returns the script's number of a device
 */
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

/** Returns the name of a request or an event in scripts. A signal is named together with its type. */
export function nameOf(event: string, payload: unknown): string {
  if (event !== 'signal' || !isObject(payload) || !isObject(payload.signal)) return event
  const { type, description } = payload.signal
  return `signal ${isObject(description) ? description.type : type}`
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
