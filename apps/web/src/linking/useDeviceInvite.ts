import type { DeviceInvite } from '@parley/client'
import { useMemo } from 'react'
import { useHash } from '../browser/useHash.ts'
import { deviceInviteOf } from './deviceLink.ts'

/** The invite for one more device that this page was opened with, until it is dismissed: done or not wanted. */
export function useDeviceInvite(): { invite: DeviceInvite | null; dismiss(): void } {
  // Once dismissed the secret does not stay in the address bar or the history.
  const { hash, clear } = useHash()
  const invite = useMemo(() => deviceInviteOf(hash), [hash])
  return { invite, dismiss: clear }
}
