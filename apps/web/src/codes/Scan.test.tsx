import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { scan } from './Scan.tsx'

const reader = vi.hoisted(() => ({ create: vi.fn() }))
vi.mock('./qrReader.ts', () => ({ createQrReader: reader.create }))

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

/** Stubs a camera that is refused, and returns its `getUserMedia`. */
function stubCamera({ secure = true } = {}) {
  const getUserMedia = vi.fn(async () => Promise.reject(new DOMException('', 'NotAllowedError')))
  vi.stubGlobal('isSecureContext', secure)
  vi.stubGlobal('navigator', { mediaDevices: secure ? { getUserMedia } : undefined })
  return getUserMedia
}

test('no camera is opened if the reader cannot be loaded', async () => {
  const getUserMedia = stubCamera()
  reader.create.mockRejectedValue(new TypeError('Failed to fetch'))
  render(scan(vi.fn(), vi.fn()))
  expect((await screen.findByRole('alert')).textContent).toContain('Your camera did not start')
  expect(getUserMedia).not.toHaveBeenCalled()
})

test('the scanner says that the camera is blocked, or that the page needs HTTPS', async () => {
  reader.create.mockResolvedValue(async () => null)
  stubCamera()
  const { unmount } = render(scan(vi.fn(), vi.fn()))
  expect((await screen.findByRole('alert')).textContent).toContain('Your camera is blocked')
  unmount()
  stubCamera({ secure: false })
  render(scan(vi.fn(), vi.fn()))
  expect((await screen.findByRole('alert')).textContent).toContain('https://')
})
