import { makeRecoveryFile } from '@parley/identity'
import { CallError, clientEvents, request } from '@parley/protocol'
import type { App } from '../createClient.ts'

/**
 * Makes a recovery file for the own ID and tells the server its key. The file is worth nothing before that.
 * @returns its name and text
 * @throws CallError
 */
export async function createRecoveryFile(
  { account, socket, clock }: Pick<App, 'account' | 'socket' | 'clock'>,
  passphrase: string,
): Promise<{ fileName: string; text: string }> {
  const me = account.acting()
  if (!me) throw new CallError('disconnected')
  const { text, certificates } = await makeRecoveryFile(me.self, passphrase, clock.now())
  const ack = await request(socket, clientEvents, 'addKey', { certificates })
  if (!ack.ok) throw new CallError(ack.error)
  return { fileName: `parley-${me.self.userId}-recovery.json`, text }
}

/** Hands a text file to the person as a download. */
export function downloadText(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
