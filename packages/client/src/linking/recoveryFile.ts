import { makeRecoveryFile } from '@parley/identity'
import { CallError, clientEvents, request } from '@parley/protocol'
import type { ClientParts } from '../parts.ts'

/** A file that recovers an ID for anybody who has it and its passphrase. */
export interface RecoveryFile {
  fileName: string
  text: string
}

/**
 * Creates a recovery file for the own ID and registers its key with the server; before that the file is useless.
 *
 * @throws CallError
 */
export async function createRecoveryFile(
  { account, socket, clock }: Pick<ClientParts, 'account' | 'socket' | 'clock'>,
  passphrase: string,
): Promise<RecoveryFile> {
  const me = account.acting()
  if (!me) throw new CallError('disconnected')
  const { text, certificates } = await makeRecoveryFile(me.self, passphrase, clock.wall())
  const ack = await request(socket, clientEvents, 'addKey', { certificates })
  if (!ack.ok) throw new CallError(ack.error)
  return { fileName: `parley-${me.self.userId}-recovery.json`, text }
}
