import decodeQR from 'qr/decode.js'
import { encode } from 'uqr'
import { expect, it } from 'vitest'

/** A QR code as a camera sees it straight on: so many pixels for each module, on white. */
function picture(text: string, scale: number) {
  const { data } = encode(text, { ecc: 'L', border: 4 })
  const size = data.length * scale
  const pixels = new Uint8Array(size * size * 4).fill(255)
  data.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (!dark) return
      for (let at = 0; at < scale * scale; at += 1) {
        const pixel = (y * scale + Math.floor(at / scale)) * size + x * scale + (at % scale)
        pixels.fill(0, pixel * 4, pixel * 4 + 3)
      }
    })
  })
  return { width: size, height: size, data: pixels }
}

it.each([154, 250, 400])('a code of %i characters is read again from its picture', (length) => {
  const code = `Par${Array.from({ length: length - 3 }, (_, at) => 'AbC3_-z9'.charAt((at * 7) % 8)).join('')}`
  expect(decodeQR(picture(code, 6))).toBe(code)
})
