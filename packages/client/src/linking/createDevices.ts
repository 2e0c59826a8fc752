import type { PublicKey } from '@parley/protocol'
import type { ClientParts } from '../parts.ts'
import { createJoining, type JoiningState } from './createJoining.ts'
import type { DeviceInvite } from './deviceInvite.ts'
import { createDeviceLinking, type DeviceLinking, type DeviceLinkingState } from './deviceLinking.ts'
import { loadOwnKeys, type OwnKey, removeOwnKey } from './ownKeys.ts'
import { type RecoverProblem, recoverSelf } from './recoverSelf.ts'
import { createRecoveryFile, type RecoveryFile } from './recoveryFile.ts'

/** The devices that act for the own ID, and how a browser becomes one of them. */
export interface Devices {
  /** The keys that really act for the own ID, whatever the server says. @throws CallError */
  list(): Promise<OwnKey[]>
  /**
   * Takes a key away, at once and for ever. This browser's own ends what it is here.
   *
   * @param shown the keys that the person has seen
   * @throws CallError
   */
  remove(key: PublicKey, shown: readonly PublicKey[]): Promise<void>
  /** Adds one more device by an invite. `show` is told of each step, at once of the first. */
  add(show: (state: DeviceLinkingState) => void): DeviceLinking
  /** Makes this browser one more device of the ID that invites it. `show` is told of each step. `close` gives up. */
  join(invite: DeviceInvite, show: (state: JoiningState) => void): { close(): void }
  /** Makes a file that gets the own ID back. @throws CallError */
  createRecoveryFile(passphrase: string): Promise<RecoveryFile>
  /** Makes this browser a device of the ID of a recovery file; null once it is to go online as that, else what is wrong. */
  recover(file: Blob, passphrase: string): Promise<RecoverProblem | null>
}

/** @returns devices, and what closes all that is under way */
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
      const recovered = await recoverSelf(file, passphrase, clock.now())
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
