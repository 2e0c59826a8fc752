import type { Person } from './person.ts'

declare global {
  interface Window {
    /** Sets the page's wall clock forward, or back with a negative number. Milliseconds. */
    setClock(by: number): void
  }
}

/** Runs in the page: its `Date` can be set, as by a person or a time server. `performance.now()` and timers stay. */
function installSettableDate(): void {
  const Real = Date
  let ahead = 0
  window.Date = new Proxy(Real, {
    construct: (target, given: unknown[]) =>
      Reflect.construct(target, given.length > 0 ? given : [Real.now() + ahead]) as object,
    get: (target, name) => (name === 'now' ? () => Real.now() + ahead : Reflect.get(target, name)),
  })
  window.setClock = (by) => {
    ahead += by
  }
}

/** Lets the clocks of these people's pages be set from now on; `set` moves one by so many milliseconds. */
export async function settableClocks(...people: Person[]) {
  await Promise.all(people.map(({ page }) => page.addInitScript(installSettableDate)))
  await Promise.all(people.map(({ page }) => page.reload()))
  await Promise.all(people.map((person) => person.isOnline()))
  return { set: ({ page }: Person, by: number) => page.evaluate((ms) => window.setClock(ms), by) }
}

/** The seconds that the timer of the call shows. */
export async function timerOf(person: Person): Promise<number> {
  const text = (await person.page.getByRole('timer').textContent()) ?? ''
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}
