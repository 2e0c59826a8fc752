import { act, fireEvent, render, screen } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { callProps } from '../testing/callProps.ts'
import { stubPlay } from '../testing/media.ts'
import '../testing/setup.ts'
import { CallScreen, type CallScreenProps } from './CallScreen.tsx'

const stage = () => screen.getByRole('region', { name: 'In call with ada' })
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms))
const shown = () => stage().getAttribute('data-controls') === 'shown'

function setup(over: Partial<CallScreenProps> = {}) {
  stubPlay()
  const props = callProps(over)
  return render(<CallScreen {...props} />, { reactStrictMode: true })
}

describe('the controls of a call', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })

  it('fade after three seconds without a move', () => {
    setup()
    pass(2999)
    expect(shown()).toBe(true)
    pass(1)
    expect(shown()).toBe(false)
  })

  it.each<[string, () => void]>([
    ['a move', () => fireEvent.pointerMove(stage(), { clientX: 5, clientY: 5 })],
    ['a touch', () => fireEvent.pointerDown(stage())],
    ['a key', () => fireEvent.keyDown(window, { key: 'a' })],
    ['focus', () => screen.getByRole('button', { name: 'Hang up' }).focus()],
  ])('come back at once on %s', (_, wake) => {
    setup()
    pass(3000)
    expect(shown()).toBe(false)
    act(wake)
    expect(shown()).toBe(true)
  })

  it.each([
    ['touch', 0],
    ['mouse', 1],
  ])(
    'a press by %s on a hidden "Hang up" hangs up %i times: a finger cannot see it, a mouse has woken it',
    (pointerType, times) => {
      const onHangUp = vi.fn()
      setup({ onHangUp })
      pass(3000)
      const hangUp = screen.getByRole('button', { name: 'Hang up' })
      if (pointerType === 'mouse') fireEvent.pointerMove(hangUp, { clientX: 5, clientY: 5 })
      const press = () => {
        hangUp.dispatchEvent(Object.assign(new Event('pointerdown', { bubbles: true }), { pointerType }))
        fireEvent.click(hangUp)
      }
      act(press)
      expect(onHangUp).toHaveBeenCalledTimes(times)
      act(press)
      expect(onHangUp).toHaveBeenCalledTimes(times + 1)
    },
  )

  it('are not woken by a move that goes nowhere', () => {
    setup()
    fireEvent.pointerMove(stage(), { clientX: 5, clientY: 5 })
    pass(3000)
    fireEvent.pointerMove(stage(), { clientX: 5, clientY: 5 })
    expect(shown()).toBe(false)
  })

  it('stay while one of them has focus, and go after it has left', () => {
    setup()
    const hangUp = screen.getByRole('button', { name: 'Hang up' })
    act(() => hangUp.focus())
    pass(10_000)
    expect(shown()).toBe(true)
    act(() => hangUp.blur())
    pass(3000)
    expect(shown()).toBe(false)
  })

  it.each(['connecting', 'interrupted'] as const)('stay while the connection is %s', (connection) => {
    setup({ connection })
    pass(10_000)
    expect(shown()).toBe(true)
  })

  it('stay while the devices are open', () => {
    setup()
    act(() => screen.getByRole('button', { name: 'Choose devices' }).click())
    pass(10_000)
    expect(shown()).toBe(true)
  })

  it('stay while a problem with one’s own devices is said, and go after it is put away', () => {
    setup({ microphoneProblem: 'missing' })
    pass(10_000)
    expect(shown()).toBe(true)
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    pass(3000)
    expect(shown()).toBe(false)
  })

  it('do not stay for the focus the screen itself takes', () => {
    setup()
    expect(stage()).toHaveFocus()
    pass(3000)
    expect(shown()).toBe(false)
  })

  it('leave no timer behind', () => {
    const { unmount } = setup()
    // jsdom’s own timer, which tells that the selection went with the focus.
    pass(0)
    unmount()
    expect(vi.getTimerCount()).toBe(0)
  })
})
