import type { DeviceInvite } from '@parley/client'
import { useMemo } from 'react'
import { useHash } from '../browser/useHash.ts'
import { deviceInviteOf } from './deviceLink.ts'

/** The invite that this page was opened with, until `dismiss` is called: used, or not wanted. */
export function useDeviceInvite(): { invite: DeviceInvite | null; dismiss(): void } {
  // `clear` also removes the secret from the address bar and the history.
  const { hash, clear } = useHash()
  const invite = useMemo(() => deviceInviteOf(hash), [hash])
  return { invite, dismiss: clear }
}
