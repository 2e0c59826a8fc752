import { describe, expect, it } from 'vitest'
import { fitVideo } from './fitVideo.ts'

const desktop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }

describe('the fit of the other picture', () => {
  it('fills the stage with a camera of a similar shape', () => {
    expect(fitVideo({ width: 1280, height: 720 }, desktop, false)).toBe('cover')
    expect(fitVideo({ width: 480, height: 640 }, phone, false)).toBe('cover')
  })

  it('shows a camera of a very different shape whole', () => {
    expect(fitVideo({ width: 720, height: 1280 }, desktop, false)).toBe('contain')
    expect(fitVideo({ width: 1280, height: 720 }, phone, false)).toBe('contain')
  })

  it('never cuts a shared screen', () => {
    expect(fitVideo({ width: 1280, height: 800 }, desktop, true)).toBe('contain')
  })

  it('fills the stage while the size is unknown', () => {
    expect(fitVideo(null, desktop, false)).toBe('cover')
    expect(fitVideo({ width: 0, height: 0 }, desktop, false)).toBe('cover')
  })
})
