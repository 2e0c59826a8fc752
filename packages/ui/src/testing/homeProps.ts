import { vi } from 'vitest'
import type { HomeScreenProps } from '../home/HomeScreen.tsx'

/** ada is online, grace can be called, linus is in a call; a test changes only what it is about. */
export function homeProps(over: Partial<HomeScreenProps> = {}): HomeScreenProps {
  return {
    me: { userId: 'ada', server: 'online' },
    people: [
      { userId: 'grace', state: 'online' },
      { userId: 'linus', state: 'inCall' },
    ],
    total: 2,
    loaded: true,
    query: '',
    onQuery: vi.fn(),
    recents: [],
    notice: null,
    onCall: vi.fn(),
    onOpenLink: vi.fn(),
    onChangeId: vi.fn(),
    onSettings: vi.fn(),
    onLink: vi.fn(() => true),
    onMatch: vi.fn(),
    onCodes: vi.fn(),
    onShare: vi.fn(() => true),
    ...over,
  }
}
