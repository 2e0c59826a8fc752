/** Characters that nobody sees: direction marks, joiners, soft hyphens, byte order marks (UAX #44, DI), and controls. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu

/** Escapes of an address, as many as stand together (RFC 3986 §2.1). */
const ESCAPES = /(?:%[0-9A-Fa-f]{2})+/g

/** How often an address is unescaped: mail and social networks wrap addresses into others, which escapes them again. */
const WRAPPED = 3

/** Every dash but the hyphen, which editors and keyboards put in its place; a long one may stand for two hyphens. */
const DASHES = /[\u2010-\u2015\u2212\u2e3a\ufe58\ufe63\uff0d]/g

/** Removes the characters that nobody sees, which copying brings along. White space stays, as spaces. */
export const withoutUnseen = (text: string): string => text.replace(/\s/g, ' ').replace(UNSEEN, '')

/** Decodes the escapes of an address, where they are valid UTF-8; others stay. Never throws. */
export function unescaped(text: string): string {
  let plain = text
  for (let times = 0; times < WRAPPED; times += 1) plain = plain.replace(ESCAPES, decoded)
  return plain
}

/** Writes every typographic dash as a hyphen. */
export const plainDashes = (text: string): string => text.replace(DASHES, '-')

function decoded(escapes: string): string {
  try {
    return decodeURIComponent(escapes)
  } catch {
    return escapes
  }
}
