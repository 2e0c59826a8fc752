/** Long enough for a browser to have begun to save. Milliseconds. */
const BEGUN_MS = 60_000

/** Hands a blob to the browser's downloads under this name. It is saved, never opened. */
export function saveBlob(blob: Blob, name: string): void {
  // Whatever it says it is, no browser shows it in a page.
  const url = URL.createObjectURL(new Blob([blob], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), BEGUN_MS)
}
