/** Looks for a QR code in a picture; what it says, or null. Never rejects. */
export type ReadQr = (video: HTMLVideoElement) => Promise<string | null>

/** As much of the Shape Detection API's `BarcodeDetector` as is used; TypeScript's DOM does not know it. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { rawValue: string }[]>
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector
  getSupportedFormats(): Promise<string[]>
}

async function nativeDetector(): Promise<Detector | null> {
  const found: unknown = Reflect.get(globalThis, 'BarcodeDetector')
  if (typeof found !== 'function') return null
  // What is named so is this (Shape Detection API §3).
  const Native = found as unknown as DetectorClass
  try {
    return (await Native.getSupportedFormats()).includes('qr_code') ? new Native({ formats: ['qr_code'] }) : null
  } catch {
    return null
  }
}

/** Pixels of a picture that a QR code of a phone's width needs at most, on its longer side. */
const MAX_SIDE = 960

/** Reads in this page, where the browser cannot. */
async function ownReader(): Promise<ReadQr> {
  const { default: decodeQR } = await import('qr/decode.js')
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return async (video) => {
    if (!context) return null
    const scale = Math.min(1, MAX_SIDE / Math.max(video.videoWidth, video.videoHeight))
    canvas.width = Math.round(video.videoWidth * scale)
    canvas.height = Math.round(video.videoHeight * scale)
    context.drawImage(video, 0, 0, canvas.width, canvas.height)
    try {
      return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height))
    } catch {
      // It throws when there is none.
      return null
    }
  }
}

/** The browser's own reader where it has one, and otherwise one that is fetched now. */
export async function createQrReader(): Promise<ReadQr> {
  const native = await nativeDetector()
  if (!native) return ownReader()
  return async (video) => {
    try {
      return (await native.detect(video))[0]?.rawValue ?? null
    } catch {
      return null
    }
  }
}
