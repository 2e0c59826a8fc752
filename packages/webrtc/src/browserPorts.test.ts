import { afterEach, expect, test, vi } from 'vitest'
import { browserPorts } from './browserPorts.ts'
import { FakeTrack } from './testing/index.ts'

afterEach(() => vi.unstubAllGlobals())

test.each([
  [false, 'SecurityError'],
  [true, 'NotSupportedError'],
])(
  'without media devices, on a page of which "secure" is %s, asking fails as %s and nothing else throws',
  async (secure, name) => {
    vi.stubGlobal('navigator', {})
    vi.stubGlobal('isSecureContext', secure)
    const { media } = browserPorts()
    await expect(media.getUserMedia({ audio: true })).rejects.toMatchObject({ name })
    await expect(media.permission('camera')).resolves.toBe('unknown')
    media.onDeviceChange(() => undefined)()
  },
)

test('one listener for devices is added, and removed by its teardown', () => {
  const mediaDevices = new EventTarget()
  vi.stubGlobal('navigator', { mediaDevices })
  const listener = vi.fn()
  const teardown = browserPorts().media.onDeviceChange(listener)
  mediaDevices.dispatchEvent(new Event('devicechange'))
  teardown()
  mediaDevices.dispatchEvent(new Event('devicechange'))
  expect(listener).toHaveBeenCalledOnce()
})

test('ids are different each time and short enough for the contract', () => {
  const { randomId } = browserPorts()
  expect(randomId()).toMatch(/^[0-9a-f]{32}$/)
  expect(randomId()).not.toBe(randomId())
})

test('another network is told by the window and, where the browser has it, by its network information', () => {
  const [window, connection] = [new EventTarget(), new EventTarget()]
  vi.stubGlobal('window', window)
  vi.stubGlobal('navigator', { connection })
  const listener = vi.fn()
  const teardown = browserPorts().onNetworkChange(listener)
  window.dispatchEvent(new Event('online'))
  connection.dispatchEvent(new Event('change'))
  expect(listener).toHaveBeenCalledTimes(2)
  teardown()
  teardown()
  window.dispatchEvent(new Event('online'))
  connection.dispatchEvent(new Event('change'))
  expect(listener).toHaveBeenCalledTimes(2)
})

test('a browser that knows nothing of its network tells of the window alone', () => {
  const window = new EventTarget()
  vi.stubGlobal('window', window)
  vi.stubGlobal('navigator', {})
  const listener = vi.fn()
  const teardown = browserPorts().onNetworkChange(listener)
  window.dispatchEvent(new Event('online'))
  teardown()
  expect(listener).toHaveBeenCalledOnce()
})

test('where there is no Web Audio, how loud a track is cannot be told, and nothing throws', () => {
  const level = browserPorts().media.createLevel(new FakeTrack('audio', null).asTrack())
  expect(level.read()).toBeNull()
  level.close()
})

test('a page that is seen again is told, one that is hidden is not', () => {
  const document = Object.assign(new EventTarget(), { visibilityState: 'hidden' })
  vi.stubGlobal('document', document)
  const { media } = browserPorts()
  const listener = vi.fn()
  const teardown = media.onVisible(listener)
  document.dispatchEvent(new Event('visibilitychange'))
  expect([media.isVisible(), listener.mock.calls.length]).toEqual([false, 0])
  document.visibilityState = 'visible'
  document.dispatchEvent(new Event('visibilitychange'))
  teardown()
  document.dispatchEvent(new Event('visibilitychange'))
  expect([media.isVisible(), listener.mock.calls.length]).toEqual([true, 1])
})
