import { readFile } from 'node:fs/promises'
import { expect, type Locator } from '@playwright/test'
import type { Person } from './person.ts'

/** The chat with this peer, open or not. */
export const chatOf = ({ page }: Person, peer: Person): Locator =>
  page.getByRole('region', { name: `Chat with ${peer.id}` })

/** Opens the chat with this peer, also if the controls have faded. */
export async function openChat(person: Person, peer: Person): Promise<Locator> {
  const chat = chatOf(person, peer)
  if (await chat.isVisible()) return chat
  await person.page.mouse.move(400, 300 + Math.random() * 100)
  await person.button('Chat').click()
  await expect(chat).toBeVisible()
  return chat
}

/** Offers a file to this peer. Resolves to the sender's chat. */
export async function sendFile(person: Person, peer: Person, name: string, bytes: Buffer): Promise<Locator> {
  const chat = await openChat(person, peer)
  const chooser = person.page.waitForEvent('filechooser')
  await chat.getByRole('button', { name: 'Attach files' }).click()
  await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer: bytes })
  return chat
}

/** Accepts a file. Resolves with its saved name, its bytes and the milliseconds it took. */
export async function receive(
  by: Person,
  chat: Locator,
  name: string,
): Promise<{ name: string; bytes: Buffer; ms: number }> {
  const accept = chat.getByRole('button', { name: `Accept ${name}` })
  await expect(accept).toBeVisible()
  const saved = by.page.waitForEvent('download', { timeout: 200_000 })
  const begun = Date.now()
  await accept.click()
  const download = await saved
  const ms = Date.now() - begun
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()), ms }
}
