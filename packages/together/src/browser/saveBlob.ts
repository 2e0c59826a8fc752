/** The browser has started to save after this time. Milliseconds. */
const BEGUN_MS = 60_000

/** Saves a blob as a download under this name. It is never opened. */
export function saveBlob(blob: Blob, name: string): void {
  // This media type keeps every browser from showing it in a page.
  const url = URL.createObjectURL(new Blob([blob], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), BEGUN_MS)
}
