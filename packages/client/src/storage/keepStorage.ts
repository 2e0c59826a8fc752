import { isGuest } from '@parley/protocol'
import { idKnown } from '../state/accountSlice.ts'
import type { ClientStartListening } from '../state/store.ts'

/** Whether the browser keeps what this page stores, as long as the person does not delete it (Storage Standard §4). */
export interface StorageKeeper {
  /** False if the browser may delete it, as WebKit does after seven days without a visit; null if it does not tell. Never rejects. */
  isKept(): Promise<boolean | null>
  /** Asks the browser to keep it, and resolves to what `isKept` is then. Never rejects. */
  keep(): Promise<boolean | null>
  /** True if the browser then asks the person, so that it needs a press (Firefox). */
  readonly prompts: boolean
}

/** The part of `navigator` that is used here. Not every browser has `storage`, and none outside of a secure context. */
export interface KeeperHints {
  readonly vendor: string
  readonly storage?: Partial<Pick<StorageManager, 'persisted' | 'persist'>>
}

/** Creates the keeper of a browser. */
export function createStorageKeeper(navigator: KeeperHints): StorageKeeper {
  const tell = async (told: Promise<boolean> | undefined): Promise<boolean | null> => {
    try {
      return (await told) ?? null
    } catch {
      return null
    }
  }
  return {
    isKept: () => tell(navigator.storage?.persisted?.()),
    keep: () => tell(navigator.storage?.persist?.()),
    // Chromium and WebKit decide by themselves. Nothing else tells them from Firefox, which has no vendor.
    prompts: navigator.vendor === '',
  }
}

/** Asks the browser to keep what is stored once an ID is taken: with the key, the ID itself would be lost. */
export function setupKeptStorage(startListening: ClientStartListening, keeper: StorageKeeper): void {
  let asked = false
  startListening({
    actionCreator: idKnown,
    effect: async ({ payload }) => {
      // Nothing is stored of a guest, who does not come back.
      if (asked || keeper.prompts || isGuest(payload)) return
      asked = true
      if ((await keeper.isKept()) === false) await keeper.keep()
    },
  })
}
