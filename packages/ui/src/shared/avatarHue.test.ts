import { describe, expect, it } from 'vitest'
import { avatarHue } from './avatarHue.ts'

/** OKLCH to linear sRGB, by the matrices of CSS Color 4. */
function luminance(lightness: number, chroma: number, hue: number): number {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const clip = (value: number) => Math.min(1, Math.max(0, value))
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

describe('the colour of a person', () => {
  it('is the same however the ID is capitalised', () => {
    expect(avatarHue('Grace.H')).toBe(avatarHue('grace.h'))
  })

  it('differs between IDs that differ in one letter', () => {
    expect(new Set(['ada', 'adb', 'adc', 'bda', 'cda'].map(avatarHue)).size).toBe(5)
  })

  it('keeps a white initial readable on every hue', () => {
    for (let hue = 0; hue < 360; hue++) {
      expect(1.05 / (luminance(0.52, 0.115, hue) + 0.05)).toBeGreaterThanOrEqual(4.5)
    }
  })
})
