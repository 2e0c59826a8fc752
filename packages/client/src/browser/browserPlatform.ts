import type { Clock, ListenReports } from '@parley/protocol'
import type { ClientOptions } from '../createClient.ts'
import type { ClientStorage } from '../platform.ts'
import { createIndexedDbRecords } from '../storage/indexedDbRecords.ts'
import type { KeyValue } from '../storage/jsonStorage.ts'
import { browserLabel } from './browserLabel.ts'

const clock: Clock = {
  now: () => Date.now(),
  setTimeout: (fn, ms) => {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
}

/** Asked for each time: where storage is blocked, already naming it throws. */
const keyValue = (storage: () => Storage): KeyValue => ({
  getItem: (key) => storage().getItem(key),
  setItem: (key, value) => storage().setItem(key, value),
  removeItem: (key) => storage().removeItem(key),
})

function browserStorage(): ClientStorage {
  return {
    local: keyValue(() => localStorage),
    session: keyValue(() => sessionStorage),
    records: createIndexedDbRecords(),
    onOtherPage(listener) {
      const told = ({ key }: StorageEvent) => listener(key)
      window.addEventListener('storage', told)
      return () => window.removeEventListener('storage', told)
    },
  }
}

/** A server that breaks the contract is worth a line for whoever looks; never with the values. */
const reports: ListenReports = {
  // biome-ignore lint/suspicious/noConsole: the page has no other log
  invalid: (event, problem) => console.warn(`The server sent a "${event}" that does not fit: ${problem}`),
  // biome-ignore lint/suspicious/noConsole: the page has no other log
  failed: (event, error) => console.warn(`A "${event}" could not be handled`, error),
}

/** The real browser, and the server that the page came from. */
export function browserPlatform(): ClientOptions {
  return {
    server: document.baseURI,
    storage: browserStorage(),
    page: {
      origin: location.origin,
      label: browserLabel(navigator),
      onHide(listener) {
        window.addEventListener('pagehide', listener)
        return () => window.removeEventListener('pagehide', listener)
      },
    },
    clock,
    // Web Locks exist only in secure contexts, whatever the types say.
    locks: navigator.locks as LockManager | undefined,
    callPorts: async () => (await import('./browserCallPorts.ts')).browserCallPorts(),
    reports,
  }
}
