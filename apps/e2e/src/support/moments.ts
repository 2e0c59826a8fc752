import type { Person } from './person.ts'

interface Shown {
  /** The selector of the watched elements. */
  within: string
  words: RegExp
}

/**
 * Watches for the first moment at which one of the elements has these words, or with `gone` at which none has. The
 * returned function waits for it and resolves with its time on the page's clock, however late it is called.
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

/** Watches for the first moment at which the page's status tells the person this. */
export const momentTold = (person: Person, words: RegExp) => momentOf(person, { within: '[role=status]', words })

/**
 * Watches for the first frame of the other side that is shown. The returned function waits for it and resolves with its
 * time on the page's clock. Call it before the call is answered.
 */
export async function firstFrameShown({ page }: Person): Promise<() => Promise<number>> {
  const watched = await page.evaluateHandle(() => ({
    at: new Promise<number>((resolve) => {
      const seen = new WeakSet<Element>()
      const look = () => {
        const video = document.querySelector('video[aria-label="Remote video"]')
        if (!(video instanceof HTMLVideoElement) || seen.has(video)) return
        seen.add(video)
        video.requestVideoFrameCallback(() => {
          observer.disconnect()
          resolve(Date.now())
        })
      }
      const observer = new MutationObserver(look)
      observer.observe(document, { childList: true, attributes: true, subtree: true })
      look()
    }),
  }))
  return () => watched.evaluate(({ at }) => at)
}
