/** Searches the video's current picture for a QR code. Resolves to its text, or null. Never rejects. */
export type ReadQr = (video: HTMLVideoElement) => Promise<string | null>

/** The part of `BarcodeDetector` (Shape Detection API) that is used; TypeScript's DOM library does not have it. */
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
  // A cast: a global of this name is this class (Shape Detection API §3).
  const Native = found as unknown as DetectorClass
  try {
    return (await Native.getSupportedFormats()).includes('qr_code') ? new Native({ formats: ['qr_code'] }) : null
  } catch {
    return null
  }
}

/** Pictures are scaled down until their longer side has this many pixels, enough for a code on a phone's screen. */
const MAX_SIDE = 960

/** Loads a reader that runs in this page, for browsers without their own. */
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
      // `decodeQR` throws if it finds no code.
      return null
    }
  }
}

/**
 * Creates a reader: the browser's own, or else one that is loaded now. If the browser's own fails, because something
 * that it needs in the system is missing (Shape Detection API §2.1), the other one is loaded then.
 *
 * @throws TypeError if the reader cannot be loaded
 */
export async function createQrReader(): Promise<ReadQr> {
  const native = await nativeDetector()
  if (!native) return ownReader()
  let own: ReadQr | null = null
  return async (video) => {
    if (own) return own(video)
    try {
      return (await native.detect(video))[0]?.rawValue ?? null
    } catch {
      own = await ownReader().catch(() => null)
      return null
    }
  }
}
