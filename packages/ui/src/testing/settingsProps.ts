import { vi } from 'vitest'
import type { SettingsScreenProps } from '../settings/SettingsScreen.tsx'
import type { DeviceItem } from '../types/settings.ts'

/** Thursday, 6 March 2025, 10:00 wherever the tests run. */
export const now = new Date(2025, 2, 6, 10, 0).getTime()
const day = 86_400_000

/** The browser the tests are in: the first of its ID. */
export const thisBrowser: DeviceItem = {
  key: 'here',
  name: 'Firefox on Linux',
  kind: 'first',
  here: true,
  online: true,
  addedAt: now - 2 * day,
  seenAt: now,
}

/** A phone that was added later. */
export const phone: DeviceItem = {
  key: 'phone',
  name: 'Chrome on Android',
  kind: 'device',
  here: false,
  online: false,
  addedAt: now - 2 * day,
  seenAt: now - day,
}

/** A file in a drawer. */
export const recoveryFile: DeviceItem = {
  key: 'file',
  name: null,
  kind: 'recovery',
  here: false,
  online: false,
  addedAt: now - 2 * day,
  seenAt: null,
}

/** ada with a browser, a phone and a recovery file; a test changes only what it is about. */
export function settingsProps(over: Partial<SettingsScreenProps> = {}): SettingsScreenProps {
  return {
    userId: 'ada',
    ring: 'everyone',
    onRing: vi.fn(),
    lessData: false,
    preconnect: true,
    onPreconnect: vi.fn(),
    onLessData: vi.fn(),
    contacts: [],
    onAddContact: vi.fn(),
    onRemoveContact: vi.fn(),
    blocked: [],
    onUnblock: vi.fn(),
    devices: [thisBrowser, phone, recoveryFile],
    devicesProblem: null,
    onRetry: vi.fn(),
    onRemoveDevice: vi.fn(() => true),
    stored: true,
    onKeepStored: vi.fn(),
    onAddDevice: vi.fn(),
    onRecoveryFile: vi.fn(),
    onBack: vi.fn(),
    clock: () => now,
    locale: 'en-GB',
    ...over,
  }
}
