import type { PublicKey } from '@parley/protocol'
import type { JsonStorage } from '../storage/jsonStorage.ts'

const NAMES_KEY = 'parley.keyNames'

const isNames = (value: unknown): value is Record<PublicKey, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every((name) => typeof name === 'string')

/** The names of the person's other devices. They stay in this browser, because the server need not know them. */
export const readKeyNames = (local: JsonStorage): ReadonlyMap<PublicKey, string> =>
  new Map(Object.entries(local.read(NAMES_KEY, isNames) ?? {}))

export function nameKey(local: JsonStorage, key: PublicKey, name: string): void {
  local.write(NAMES_KEY, { ...Object.fromEntries(readKeyNames(local)), [key]: name })
}
