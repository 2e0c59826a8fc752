/** Opens the phone's share sheet with an address, or copies the address. False if it was neither shared nor copied. */
export async function share({ url, text }: { url: string; text: string }): Promise<boolean> {
  // A mouse means a desktop, where a copied link is what people expect.
  if (matchMedia('(pointer: coarse)').matches && typeof navigator.share === 'function') {
    try {
      await navigator.share({ title: 'Parley', text, url })
      return true
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return false
    }
  }
  try {
    await navigator.clipboard.writeText(url)
    return true
  } catch {
    return false
  }
}
