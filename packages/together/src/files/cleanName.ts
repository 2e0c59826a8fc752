const MAX_LENGTH = 120
const NAMELESS = 'file'
/** Names that Windows keeps for devices, whatever comes after a dot. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
/** Control and format characters, half characters, and what a file system refuses. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}:*?"<>|]/gu

/**
 * The name of a file, safe to show and save: no folders, no invisible or direction-changing characters (`cod\u202egpj.exe`),
 * nothing a file system refuses, never hidden, at most 120 characters with its extension kept.
 */
export function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const plain = last
    .replace(UNFIT, '')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  const safe = DEVICE.test(plain) ? `_${plain}` : plain
  if (safe === '') return NAMELESS
  const signs = [...safe]
  if (signs.length <= MAX_LENGTH) return safe
  const ending = /\.[^.]{1,16}$/u.exec(safe)?.[0] ?? ''
  return (
    signs
      .slice(0, MAX_LENGTH - [...ending].length)
      .join('')
      .trimEnd() + ending
  )
}
