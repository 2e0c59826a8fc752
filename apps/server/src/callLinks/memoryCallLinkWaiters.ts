import { type DeviceRef, deviceKey } from '@parley/protocol'
import type { CallLinkWaiters, WaitAtLink } from './callLinkWaiters.ts'

/** Call link waiters whose number can be read at once. */
export interface MemoryCallLinkWaiters extends CallLinkWaiters {
  readonly size: number
}

/** Creates call link waiters in this process's memory. Each method is atomic because it never awaits. */
export function createMemoryCallLinkWaiters(): MemoryCallLinkWaiters {
  const waits = new Map<string, WaitAtLink>()
  const linkOfDevice = new Map<string, string>()

  function remove(wait: WaitAtLink | undefined): void {
    if (!wait) return
    waits.delete(wait.link)
    linkOfDevice.delete(deviceKey(wait.waiter.device))
  }

  const ofDevice = (device: DeviceRef): WaitAtLink | undefined => waits.get(linkOfDevice.get(deviceKey(device)) ?? '')

  return {
    enter: async (link, waiter) => {
      remove(ofDevice(waiter.device))
      remove(waits.get(link))
      waits.set(link, { link, waiter })
      linkOfDevice.set(deviceKey(waiter.device), link)
    },
    at: async (link) => waits.get(link)?.waiter ?? null,
    find: async (device) => ofDevice(device) ?? null,
    leave: async ({ link, waiter }) => {
      const wait = waits.get(link)
      if (wait?.waiter.callId !== waiter.callId) return false
      remove(wait)
      return true
    },
    links: async () => [...waits.keys()],
    get size() {
      return waits.size
    },
  }
}
