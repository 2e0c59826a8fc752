/** A stretch of a text; `href` is the address it is a link to, null if it is only text. */
export type TextPart = { text: string; href: string | null; at: number }

const ADDRESS = /https?:\/\/[^\s<>"'`]+/gi
/** Characters that end a sentence rather than an address; a closing bracket belongs to an address with an opening one. */
const TRAILING = '.,;:!?]}'

/** Without what follows an address. By hand: a pattern bound to the end is tried at every sign, and others write these texts. */
function trimmed(found: string): string {
  const trailing = found.includes('(') ? TRAILING : `${TRAILING})`
  let end = found.length
  while (end > 0 && trailing.includes(found.charAt(end - 1))) end -= 1
  return found.slice(0, end)
}

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
    const address = trimmed(found)
    const href = hrefOf(address)
    if (!href) continue
    if (index > at) parts.push({ text: text.slice(at, index), href: null, at })
    parts.push({ text: address, href, at: index })
    at = index + address.length
  }
  if (at < text.length) parts.push({ text: text.slice(at), href: null, at })
  return parts
}
