import type { Person } from './person.ts'
import { expect } from './test.ts'

/** Makes a call link and enters its lobby. Resolves to its URL. */
export async function newLink(person: Person): Promise<string> {
  await person.button('New call link').click()
  await expect(person.button('Join')).toBeVisible()
  return person.page.url()
}

/** Opens a call link and enters its call. */
export async function join(person: Person, url: string): Promise<void> {
  await person.page.goto(url)
  await person.button('Join').click()
}

/** Lets each person wait for a match. */
export async function meetSomeone(...people: Person[]): Promise<void> {
  for (const person of people) await person.button('Meet someone').click()
  for (const person of people) await person.button('Ready').click()
}
