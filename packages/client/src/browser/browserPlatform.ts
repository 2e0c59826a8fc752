import { type ListenReports, systemClock } from '@parley/protocol'
import type { ClientOptions } from '../createClient.ts'
import type { ClientStorage } from '../platform.ts'
import { createIndexedDbRecords } from '../storage/indexedDbRecords.ts'
import type { KeyValue } from '../storage/jsonStorage.ts'
import { createStorageKeeper } from '../storage/keepStorage.ts'
import { browserLabel } from './browserLabel.ts'

/** Evaluates `storage` on each use: where storage is blocked, even naming `localStorage` throws. */
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
    keeper: createStorageKeeper(navigator),
    onOtherPage(listener) {
      const told = ({ key }: StorageEvent) => listener(key)
      window.addEventListener('storage', told)
      return () => window.removeEventListener('storage', told)
    },
  }
}

/** Logs events that break the contract, without their values, and handlers that fail. */
const reports: ListenReports = {
  // biome-ignore lint/suspicious/noConsole: the page has no other log
  invalid: (event, problem) => console.warn(`The server sent a "${event}" that does not fit: ${problem}`),
  // biome-ignore lint/suspicious/noConsole: the page has no other log
  failed: (event, error) => console.warn(`A "${event}" could not be handled`, error),
}

/** The options of a client in a real browser, whose server is the one that the page came from. */
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
      reload: () => location.reload(),
    },
    clock: systemClock,
    // Undefined outside of secure contexts, which the type does not say.
    locks: navigator.locks as LockManager | undefined,
    callPorts: async () => (await import('./browserCallPorts.ts')).browserCallPorts(),
    reports,
  }
}
