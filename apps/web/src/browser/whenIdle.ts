/** Runs `fn` when the browser is idle, or after 1 s where it has no `requestIdleCallback`. Returns the teardown. */
export function whenIdle(fn: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(fn, { timeout: 3_000 })
    return () => cancelIdleCallback(handle)
  }
  const timer = setTimeout(fn, 1_000)
  return () => clearTimeout(timer)
}
