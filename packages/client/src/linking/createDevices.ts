import type { PublicKey } from '@parley/protocol'
import type { ClientParts } from '../parts.ts'
import { createJoining, type JoiningState } from './createJoining.ts'
import type { DeviceInvite } from './deviceInvite.ts'
import { createDeviceLinking, type DeviceLinking, type DeviceLinkingState } from './deviceLinking.ts'
import { loadOwnKeys, type OwnKey, removeOwnKey } from './ownKeys.ts'
import { type RecoverProblem, recoverSelf } from './recoverSelf.ts'
import { createRecoveryFile, type RecoveryFile } from './recoveryFile.ts'

/** Manages the devices of the own ID, and makes this browser one of them. */
export interface Devices {
  /** Returns the valid keys of the own ID; others that the server lists are left out. @throws CallError */
  list(): Promise<OwnKey[]>
  /**
   * Revokes a key of the own ID for ever; see `removeOwnKey`. If it is this browser's own, the browser goes offline.
   *
   * @param shown the keys that the person has seen
   * @throws CallError
   */
  remove(key: PublicKey, shown: readonly PublicKey[]): Promise<void>
  /** Adds a device by an invite. Calls `show` at each step, the first time before it returns. */
  add(show: (state: DeviceLinkingState) => void): DeviceLinking
  /** Makes this browser a device of the ID that invites it. Calls `show` at each step. `close` gives up. */
  join(invite: DeviceInvite, show: (state: JoiningState) => void): { close(): void }
  /** Creates a file that can recover the own ID. @throws CallError */
  createRecoveryFile(passphrase: string): Promise<RecoveryFile>
  /**
   * Makes this browser a device of a recovery file's ID. Returns the problem; null once this browser starts to go
   * online with the ID. Rejects if it cannot store keys.
   */
  recover(file: Blob, passphrase: string): Promise<RecoverProblem | null>
}

/** Creates the management of devices. `close` ends every `add` and `join` that is under way. */
export function createDevices(parts: ClientParts): { devices: Devices; close(): void } {
  const { account, clock, page, server } = parts
  const open = new Set<{ close(): void }>()
  function track<T extends { close(): void }>(one: T): T {
    open.add(one)
    return one
  }
  const devices: Devices = {
    list: async () => (await loadOwnKeys(parts)).keys,
    remove: (key, shown) => removeOwnKey(parts, key, shown),
    add: (show) => track(createDeviceLinking(parts, show)),
    join: (invite, show) =>
      track(
        createJoining({
          ...{ invite, show },
          label: page.label,
          connect: server.socketAt,
          joined: (self) => account.adopt(self, true),
        }),
      ),
    createRecoveryFile: (passphrase) => createRecoveryFile(parts, passphrase),
    async recover(file, passphrase) {
      const recovered = await recoverSelf(file, passphrase, clock.wall())
      if (!recovered.ok) return recovered.why
      await account.adopt(recovered.self, false)
      return null
    },
  }
  return {
    devices,
    close() {
      for (const one of open) one.close()
      open.clear()
    },
  }
}
