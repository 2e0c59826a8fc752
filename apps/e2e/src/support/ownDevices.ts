import type { Locator } from '@playwright/test'
import type { Person } from './person.ts'
import { expect } from './test.ts'

/** The six digits on one of the two screens. */
export const digitsOn = (scope: Locator): Promise<string> => scope.getByText(/^\d{3} \d{3}$/).innerText()

/** Opens the settings. */
export async function openSettings(person: Person): Promise<void> {
  await person.button('Settings').click()
  await expect(person.page.getByRole('heading', { name: 'Settings' })).toBeVisible()
}

/** Adds a browser to the owner's ID, up to the digits on both screens. */
export async function joinUpToDigits(owner: Person, other: Person): Promise<void> {
  await openSettings(owner)
  await owner.button('Add a device').click()
  const dialog = owner.page.getByRole('dialog')
  await expect(dialog.getByRole('img', { name: 'QR code of the link' })).toBeVisible()
  const link = await dialog.getByText(/^http/).innerText()
  await other.page.goto(link)
  await other.button('Add this browser').click()
  await expect(owner.page.getByText('Is this your device?')).toBeVisible()
}
