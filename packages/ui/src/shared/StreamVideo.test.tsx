import { fireEvent, render, screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { fakeStream, stubPlay } from '../testing/media.ts'
import '../testing/setup.ts'
import { StreamVideo } from './StreamVideo.tsx'

const video = () => screen.getByLabelText<HTMLVideoElement>('Picture')

describe('StreamVideo', () => {
  it('plays its stream, muted as a property so that nobody hears an echo', () => {
    const play = stubPlay()
    const stream = fakeStream()
    render(<StreamVideo stream={stream} label="Picture" />, { reactStrictMode: true })
    expect(video().srcObject).toBe(stream)
    expect(video().muted).toBe(true)
    expect(play).toHaveBeenCalled()
  })

  it('is muted before it has a stream', () => {
    stubPlay()
    const order: string[] = []
    const stream = fakeStream()
    vi.spyOn(HTMLMediaElement.prototype, 'muted', 'set').mockImplementation(() => void order.push('muted'))
    Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
      configurable: true,
      set: (value) => void order.push(value === null ? 'let go' : 'stream'),
    })
    render(<StreamVideo stream={stream} label="Picture" />).unmount()
    Reflect.deleteProperty(HTMLMediaElement.prototype, 'srcObject')
    expect(order.indexOf('muted')).toBeGreaterThanOrEqual(0)
    expect(order.indexOf('muted')).toBeLessThan(order.indexOf('stream'))
  })

  it('lets go of the stream when it is taken away', () => {
    stubPlay()
    const { unmount } = render(<StreamVideo stream={fakeStream()} label="Picture" />)
    const element = video()
    unmount()
    expect(element.srcObject).toBeNull()
  })

  it('changes to another stream', () => {
    stubPlay()
    const next = fakeStream()
    const { rerender } = render(<StreamVideo stream={fakeStream()} label="Picture" />)
    rerender(<StreamVideo stream={next} label="Picture" />)
    expect(video().srcObject).toBe(next)
  })

  it('tells the size of the picture when it changes', () => {
    stubPlay()
    const sized = vi.fn()
    render(<StreamVideo stream={fakeStream()} label="Picture" onSize={sized} />)
    fireEvent(video(), new Event('resize'))
    expect(sized).toHaveBeenCalledWith({ width: 0, height: 0 })
  })
})
