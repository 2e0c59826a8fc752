import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { createScene } from '../testing/createScene.tsx'
import { scan } from './Scan.tsx'

const reader = vi.hoisted(() => ({ create: vi.fn() }))
vi.mock('./qrReader.ts', () => ({ createQrReader: reader.create }))

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

interface Browser {
  secure?: boolean
  getUserMedia?: () => Promise<MediaStream>
  permission?: PermissionState
}

/** Stubs a browser whose camera is refused, if nothing else is said, and returns its `getUserMedia`. */
function stubCamera({ secure = true, permission = 'prompt', ...rest }: Browser = {}) {
  const getUserMedia = vi.fn(rest.getUserMedia ?? (() => Promise.reject(new DOMException('', 'NotAllowedError'))))
  reader.create.mockResolvedValue(async () => null)
  vi.stubGlobal('isSecureContext', secure)
  vi.stubGlobal('navigator', {
    mediaDevices: secure ? { getUserMedia } : undefined,
    permissions: { query: async () => ({ state: permission }) },
  })
  return getUserMedia
}

/** Opens the scanner on a page that may be in a call. */
async function open() {
  const scene = await createScene()
  return { ...scene, show: () => render(scan(vi.fn(), vi.fn()), { wrapper: scene.wrapper }) }
}

const alert = async () => (await screen.findByRole('alert')).textContent

test('no camera is opened if the reader cannot be loaded', async () => {
  const getUserMedia = stubCamera()
  reader.create.mockRejectedValue(new TypeError('Failed to fetch'))
  const { show } = await open()
  show()
  expect(await alert()).toContain('Your camera did not start')
  expect(getUserMedia).not.toHaveBeenCalled()
})

test('the scanner says that the camera is blocked, that the page needs HTTPS, or that the browser has none', async () => {
  stubCamera()
  const { show } = await open()
  const { unmount } = show()
  expect(await alert()).toContain('Your camera is blocked')
  unmount()
  stubCamera({ secure: false })
  const other = show()
  expect(await alert()).toContain('https://')
  other.unmount()
  stubCamera()
  vi.stubGlobal('navigator', {})
  show()
  expect(await alert()).toContain('no camera for web pages')
})

test('a call gives its camera to the scanner, and has it again afterwards', async () => {
  const { client, calls, media, wrapper } = await open()
  const held: unknown[] = []
  stubCamera({
    getUserMedia: () => {
      held.push(media.live('cam-1'))
      return Promise.reject(new DOMException('', 'NotReadableError'))
    },
  })
  client.lobby.enter()
  const { rerender } = render(<i />, { wrapper })
  await act(async () => calls.session.settled())
  expect(media.live('cam-1')).not.toBeNull()
  rerender(scan(vi.fn(), vi.fn()))
  expect(await alert()).toContain('used by another app')
  expect(held).toEqual([null])
  expect(media.live('mic-1')).not.toBeNull()
  rerender(<i />)
  await waitFor(() => expect(media.live('cam-1')).not.toBeNull())
  client.close()
})

test('a camera that hangs is told once the person has allowed it, and its picture is shown if it comes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const track = { stop: vi.fn() }
  let grant = () => {}
  const coming = new Promise<MediaStream>((resolve) => {
    grant = () => resolve({ getTracks: () => [track] } as unknown as MediaStream)
  })
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue(undefined)
  stubCamera({ permission: 'granted', getUserMedia: () => coming })
  const { show } = await open()
  const { unmount } = show()
  await act(async () => undefined)
  await act(() => vi.advanceTimersByTimeAsync(8_000))
  expect(screen.getByRole('alert').textContent).toContain('does not answer')
  await act(async () => grant())
  expect(screen.queryByRole('alert')).toBeNull()
  unmount()
  expect(track.stop).toHaveBeenCalledOnce()
})

test('a prompt that stays open is no camera that hangs', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  stubCamera({ permission: 'prompt', getUserMedia: () => new Promise(() => {}) })
  const { show } = await open()
  show()
  await act(async () => undefined)
  await act(() => vi.advanceTimersByTimeAsync(60_000))
  expect(screen.queryByRole('alert')).toBeNull()
})
