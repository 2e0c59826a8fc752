import { certify, createKeyPair, openRecoveryFile, type Self } from '@parley/identity'

/** The largest file that is read; recovery files are smaller. Bytes. */
const MAX_FILE = 64 * 1024

/** Why an ID was not recovered. */
export type RecoverProblem = 'notAFile' | 'wrongPassphrase' | 'failed'

type Recovered = { ok: true; self: Self } | { ok: false; why: RecoverProblem }

/**
 * Makes this browser a device of a recovery file's ID, with a new key that the file's key certifies.
 * @param time milliseconds since the epoch
 */
export async function recoverSelf(file: Blob, passphrase: string, time: number): Promise<Recovered> {
  if (file.size > MAX_FILE) return { ok: false, why: 'notAFile' }
  const opened = await openRecoveryFile(await file.text(), passphrase)
  if (!opened.ok) return opened
  const { userId, root } = opened.self
  const key = await createKeyPair()
  return {
    ok: true,
    self: { userId, root, key, certificates: await certify(opened.self, key.publicKey, 'device', time) },
  }
}
