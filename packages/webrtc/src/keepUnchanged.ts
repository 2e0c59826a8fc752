/** Returns `next` with every equal part taken from `previous`, or `previous` itself if all are equal. */
export function keepUnchanged<T extends object>(previous: T, next: T): T {
  const kept = { ...next }
  let changed = false
  // Object.keys of a T are keys of T: both are plain snapshot values.
  for (const key of Object.keys(next) as Array<keyof T>) {
    if (isEqual(previous[key], next[key])) kept[key] = previous[key]
    else changed = true
  }
  return changed ? kept : previous
}

function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (!isPlain(a) || !isPlain(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => isEqual(a[key], b[key]))
}

// Streams are compared by identity: a stream is a thing, not a value.
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
}
