import { act } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { autoplayBlocked, fakeStream, stubPlay } from '../testing/media.ts'
import '../testing/setup.ts'
import { keepPlaying, type Playing } from './keepPlaying.ts'

let playing: Playing | null = null
afterEach(() => playing?.stop())

/** An element with a stream that is kept playing. */
function setUp() {
  const play = stubPlay()
  const element = document.createElement('audio')
  element.srcObject = fakeStream()
  const told: boolean[] = []
  playing = keepPlaying(element, (waits) => void told.push(waits))
  const pause = async () => {
    element.dispatchEvent(new Event('pause'))
    await act(async () => undefined)
  }
  const press = async () => {
    document.body.click()
    await act(async () => undefined)
  }
  return { play, element, told, pause, press }
}

it('plays again at once what a headset or a phone call has paused', async () => {
  const { play, told, pause } = setUp()
  await pause()
  expect(play).toHaveBeenCalledTimes(2)
  expect(told.at(-1)).toBe(false)
})

it('does not wrestle with whoever pauses it again: it waits for a press', async () => {
  const { play, told, pause, press } = setUp()
  await pause()
  await pause()
  await pause()
  expect(play).toHaveBeenCalledTimes(2)
  expect(told.at(-1)).toBe(true)
  await press()
  expect(play).toHaveBeenCalledTimes(3)
  expect(told.at(-1)).toBe(false)
})

it('answers two pauses that lie apart by playing, both times', async () => {
  const { play, told, pause } = setUp()
  const now = vi.spyOn(performance, 'now').mockReturnValue(10_000)
  await pause()
  now.mockReturnValue(13_000)
  await pause()
  expect(play).toHaveBeenCalledTimes(3)
  expect(told.at(-1)).toBe(false)
})

it.each(['click', 'touchend', 'keydown'])(
  'one %s anywhere starts everything that the browser refused, pictures too',
  async (gesture) => {
    const play = stubPlay()
    play.mockRejectedValue(autoplayBlocked())
    const waits = [vi.fn(), vi.fn()]
    const both = [document.createElement('audio'), document.createElement('video')].map((element, at) =>
      keepPlaying(element, waits[at]),
    )
    await act(async () => undefined)
    for (const told of waits) expect(told).toHaveBeenLastCalledWith(true)
    play.mockResolvedValue(undefined)
    document.body.dispatchEvent(new Event(gesture, { bubbles: true }))
    await act(async () => undefined)
    for (const told of waits) expect(told).toHaveBeenLastCalledWith(false)
    play.mockClear()
    document.body.dispatchEvent(new Event(gesture, { bubbles: true }))
    expect(play).not.toHaveBeenCalled()
    for (const one of both) one.stop()
  },
)

it('tries again when the page is seen again, as after a phone call', async () => {
  const { play, told, pause } = setUp()
  await pause()
  await pause()
  document.dispatchEvent(new Event('visibilitychange'))
  await act(async () => undefined)
  expect(play).toHaveBeenCalledTimes(3)
  expect(told.at(-1)).toBe(false)
})

it('says that it plays when the system gave it back by itself', async () => {
  const { told, pause, element } = setUp()
  await pause()
  await pause()
  element.dispatchEvent(new Event('playing'))
  expect(told.at(-1)).toBe(false)
})

it('lets an element be whose stream was taken away, and leaves no listener', async () => {
  const { play, element, pause, press } = setUp()
  element.srcObject = null
  await pause()
  expect(play).toHaveBeenCalledOnce()
  element.srcObject = fakeStream()
  await pause()
  await pause()
  playing?.stop()
  await press()
  await pause()
  expect(play).toHaveBeenCalledTimes(2)
})
