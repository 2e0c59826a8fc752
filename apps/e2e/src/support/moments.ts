import type { Person } from './person.ts'

interface Shown {
  /** The elements that are looked at. */
  within: string
  words: RegExp
}

/**
 * Watches from now on for the first moment at which one of the elements has these words, or with `gone` at which none has.
 * What it returns waits for it, and tells it by the page's own clock: however late the test looks.
 */
export async function momentOf(
  { page }: Person,
  { within, words }: Shown,
  gone = false,
): Promise<() => Promise<number>> {
  const watched = await page.evaluateHandle(
    ({ within, words, gone }) => ({
      at: new Promise<number>((resolve) => {
        const look = () => {
          const has = [...document.querySelectorAll(within)].some(({ textContent }) => words.test(textContent))
          if (has === gone) return
          observer.disconnect()
          resolve(Date.now())
        }
        const observer = new MutationObserver(look)
        observer.observe(document, { childList: true, characterData: true, subtree: true })
        look()
      }),
    }),
    { within, words, gone },
  )
  return () => watched.evaluate(({ at }) => at)
}

/** The first moment from now on at which a person is told this. */
export const momentTold = (person: Person, words: RegExp) => momentOf(person, { within: '[role=status]', words })
