import type { Clock } from '@parley/protocol'
import { waitFor } from '../async/waitFor.ts'
import type { DeviceKind, MediaPort, Permission } from '../ports.ts'

/** A browser that has not told a permission by then does not tell it. Milliseconds. */
const TELLS_MS = 1_000

/** The permissions of both devices. */
export type Permissions = Readonly<Record<DeviceKind, Permission>>

/** Asks the browser for both permissions; one that it does not tell in time is `unknown`. Never prompts, never rejects. */
export async function permissionsOf(media: Pick<MediaPort, 'permission'>, clock: Clock): Promise<Permissions> {
  const ask = (kind: DeviceKind) => waitFor<Permission>(clock, TELLS_MS, media.permission(kind), 'unknown').result
  const [microphone, camera] = await Promise.all([ask('microphone'), ask('camera')])
  return { microphone, camera }
}
