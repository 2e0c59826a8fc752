import { fromBase64url, toBase64url } from './base64url.ts'

/** Writes numbers, texts and bytes in sequence; numbers are big-endian. */
export interface Writer {
  number(value: number, bytes: 1 | 2 | 3 | 4): void
  bytes(value: Uint8Array): void
  /** Up to 255 characters of `A-Z a-z 0-9 + /`, 6 bits each. */
  iceText(value: string): void
  /** Up to 255 characters of ASCII. */
  ascii(value: string): void
  written(): Uint8Array
}

/** Reads the output of a `Writer`. Reading past the end throws a `RangeError`. */
export interface Reader {
  number(bytes: 1 | 2 | 3 | 4): number
  bytes(count: number): Uint8Array
  iceText(): string
  ascii(): string
  /** True at the end. */
  done(): boolean
}

/** Creates an empty writer. */
export function createWriter(): Writer {
  const all: number[] = []
  const number: Writer['number'] = (value, bytes) => {
    for (let at = bytes - 1; at >= 0; at -= 1) all.push(Math.floor(value / 256 ** at) % 256)
  }
  return {
    number,
    bytes: (value) => void all.push(...value),
    iceText(value) {
      // ICE characters are base64's (RFC 8839 §5.4). Padded to whole bytes.
      const text = value
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .padEnd(Math.ceil(value.length / 4) * 4, 'A')
      number(value.length, 1)
      const packed = fromBase64url(text)?.bytes ?? new Uint8Array()
      all.push(...packed.slice(0, Math.ceil((value.length * 6) / 8)))
    },
    ascii(value) {
      number(value.length, 1)
      for (const character of value) all.push(character.charCodeAt(0))
    },
    written: () => Uint8Array.from(all),
  }
}

/** Creates a reader at the start of the source. */
export function createReader(source: Uint8Array): Reader {
  let at = 0
  function bytes(count: number): Uint8Array {
    if (at + count > source.length) throw new RangeError('Past the end')
    at += count
    return source.slice(at - count, at)
  }
  const number: Reader['number'] = (count) => bytes(count).reduce((value, byte) => value * 256 + byte, 0)
  return {
    number,
    bytes,
    iceText() {
      const length = number(1)
      const text = toBase64url(bytes(Math.ceil((length * 6) / 8))).slice(0, length)
      return text.replaceAll('-', '+').replaceAll('_', '/')
    },
    ascii: () => String.fromCharCode(...bytes(number(1))),
    done: () => at === source.length,
  }
}
