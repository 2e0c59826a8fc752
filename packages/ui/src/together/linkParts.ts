/** A stretch of a text; `href` is the address it is a link to, null if it is only text. */
export type TextPart = { text: string; href: string | null; at: number }

const ADDRESS = /https?:\/\/[^\s<>"'`]+/gi
/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]}]+$/

function hrefOf(text: string): string | null {
  try {
    const { protocol, href } = new URL(text)
    return protocol === 'http:' || protocol === 'https:' ? href : null
  } catch {
    return null
  }
}

/** Cuts a text into plain text and web addresses; nothing but `http` and `https` ever becomes a link. */
export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let at = 0
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    // A closing bracket belongs to an address that opened one.
    const address = found.includes('(') ? found.replace(/[.,;:!?\]}]+$/, '') : found.replace(TRAILING, '')
    const href = hrefOf(address)
    if (!href) continue
    if (index > at) parts.push({ text: text.slice(at, index), href: null, at })
    parts.push({ text: address, href, at: index })
    at = index + address.length
  }
  if (at < text.length) parts.push({ text: text.slice(at), href: null, at })
  return parts
}
