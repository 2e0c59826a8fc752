import decodeQR from 'qr/decode.js'
import { encode } from 'uqr'
import { afterEach, expect, it, vi } from 'vitest'
import { createQrReader } from './qrReader.ts'

afterEach(() => vi.unstubAllGlobals())

/** Draws a QR code on white, `scale` pixels for each module. */
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

it.each([154, 250, 400])('a code of %i characters is read from its picture', (length) => {
  const code = `Par${Array.from({ length: length - 3 }, (_, at) => 'AbC3_-z9'.charAt((at * 7) % 8)).join('')}`
  expect(decodeQR(picture(code, 6))).toBe(code)
})

it('uses the loaded reader once the browser’s own has failed', async () => {
  const detect = vi.fn(async () => Promise.reject(new DOMException('', 'NotSupportedError')))
  vi.stubGlobal(
    'BarcodeDetector',
    class {
      static getSupportedFormats = async () => ['qr_code']
      detect = detect
    },
  )
  const seen = picture('ParB', 8)
  const context = { drawImage: vi.fn(), getImageData: () => seen }
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never)
  const video = document.createElement('video')
  Object.defineProperties(video, { videoWidth: { value: seen.width }, videoHeight: { value: seen.height } })
  const read = await createQrReader()
  expect(await read(video)).toBeNull()
  expect(await read(video)).toBe('ParB')
  expect(detect).toHaveBeenCalledOnce()
})
