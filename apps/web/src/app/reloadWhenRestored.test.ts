import { expect, it, vi } from 'vitest'
import { reloadWhenRestored } from './reloadWhenRestored.ts'

/** The page is shown: as ever, or out of the back/forward cache. */
const show = (persisted: boolean) => {
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }))
}

it('a page that comes back out of the cache, with its connections gone, is loaded anew; a new one is not', () => {
  const reload = vi.fn()
  const stop = reloadWhenRestored(window, reload)
  show(false)
  expect(reload).not.toHaveBeenCalled()
  show(true)
  expect(reload).toHaveBeenCalledOnce()
  stop()
  show(true)
  expect(reload).toHaveBeenCalledOnce()
})
