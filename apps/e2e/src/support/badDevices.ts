import type { Page } from '@playwright/test'

declare global {
  interface Window {
    /** Lets what hangs go on. */
    goOn(): void
  }
}

/** Both permissions were given earlier, and the camera does not start until `goOn`. */
export const hangCamera = (page: Page) =>
  page.evaluate(() => {
    const devices = navigator.mediaDevices
    const ask = devices.getUserMedia.bind(devices)
    const starts = new Promise<void>((resolve) => Object.assign(window, { goOn: resolve }))
    devices.getUserMedia = async (constraints = {}) => {
      if (constraints.video) await starts
      return ask(constraints)
    }
    Object.assign(navigator.permissions, { query: async () => ({ state: 'granted' }) })
  })

/** No device starts until `goOn`. */
export const holdDevices = (page: Page) =>
  page.evaluate(() => {
    const devices = navigator.mediaDevices
    const ask = devices.getUserMedia.bind(devices)
    const starts = new Promise<void>((resolve) => Object.assign(window, { goOn: resolve }))
    devices.getUserMedia = async (constraints) => {
      await starts
      return ask(constraints)
    }
  })

/** The system pauses everything that this page plays. */
export const pauseAll = (page: Page) =>
  page.evaluate(() => {
    for (const element of document.querySelectorAll<HTMLMediaElement>('audio, video')) element.pause()
  })

/** How many of this page's players are paused. */
export const paused = (page: Page) =>
  page.evaluate(
    () => [...document.querySelectorAll<HTMLMediaElement>('audio, video')].filter((one) => one.paused).length,
  )
