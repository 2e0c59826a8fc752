import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import '../testing/setup.ts'
import type { AddDeviceProblem, AddDeviceState } from '../types/settings.ts'
import { AddDeviceDialog, type AddDeviceDialogProps } from './AddDeviceDialog.tsx'

const url = 'https://parley.example/#join'
const open: AddDeviceState = {
  step: 'open',
  url,
  qr: [
    [true, false],
    [false, true],
  ],
  expiresAt: 300_000,
}
const joined: AddDeviceState = { step: 'joined', label: 'Chrome on Android', digits: '042917' }

function setup(state: AddDeviceState, over: Partial<AddDeviceDialogProps> = {}) {
  const props: AddDeviceDialogProps = {
    state,
    clock: () => 29_000,
    onApprove: vi.fn(),
    onRefuse: vi.fn(),
    onClose: vi.fn(),
    onAgain: vi.fn(),
    onCopy: vi.fn(() => true),
    ...over,
  }
  const { rerender } = render(<AddDeviceDialog {...props} />, { reactStrictMode: true })
  return {
    props,
    user: userEvent.setup(),
    update: (next: AddDeviceState) => rerender(<AddDeviceDialog {...props} state={next} />),
  }
}

const button = (name: string) => screen.getByRole('button', { name })

describe('AddDeviceDialog', () => {
  it('waits in words while the link is made', () => {
    setup({ step: 'opening' })
    expect(screen.getByRole('dialog', { name: 'Add a device' })).toHaveTextContent('Making a link…')
  })

  it('shows the link as a code and as text, and copies it', async () => {
    const { props, user } = setup(open)
    const code = screen.getByRole('img', { name: 'QR code of the link' })
    // Four light modules around: M4 is the first, on white whatever the theme.
    expect(code).toHaveAttribute('viewBox', '0 0 10 10')
    expect(code.querySelector('path[fill="#000"]')).toHaveAttribute('d', 'M4 4h1v1h-1zM5 5h1v1h-1z')
    expect(code.querySelector('path[fill="#fff"]')).toHaveAttribute('d', 'M0 0h10v10H0z')
    expect(screen.getByText(url)).toBeVisible()
    await user.click(button('Copy link'))
    expect(props.onCopy).toHaveBeenCalledOnce()
    expect(await screen.findByText('Copied')).toBeVisible()
  })

  it('counts down to the end of the link, and not beyond', () => {
    vi.useFakeTimers()
    let now = 29_000
    setup(open, { clock: () => now })
    expect(screen.getByRole('timer')).toHaveTextContent('04:31')
    now = 299_500
    act(() => vi.advanceTimersByTime(1_000))
    expect(screen.getByRole('timer')).toHaveTextContent('00:01')
    now = 400_000
    act(() => vi.advanceTimersByTime(1_000))
    expect(screen.getByRole('timer')).toHaveTextContent('00:00')
  })

  it('asks whether the digits are the same, with nothing focused that Enter would press', async () => {
    const { props, user, update } = setup(open)
    button('Copy link').focus()
    update(joined)
    const dialog = screen.getByRole('dialog', { name: 'Is this your device?' })
    await waitFor(() => expect(dialog).toHaveFocus())
    await user.keyboard('{Enter}')
    expect(screen.getByText('042 917')).toBeVisible()
    expect(screen.getByText('0 4 2 9 1 7')).toHaveClass('visually-hidden')
    expect(dialog).toHaveTextContent('Does the other device show the same six digits?')
    expect(props.onApprove).not.toHaveBeenCalled()
  })

  it.each([
    ['Yes, add it', 'No, refuse'],
    ['No, refuse', 'Yes, add it'],
  ])('takes "%s" once, and nothing after it', async (first, second) => {
    const { props, user } = setup(joined)
    await user.click(button(first))
    await user.click(button(first))
    await user.click(button(second))
    const [asked, other] =
      first === 'Yes, add it' ? [props.onApprove, props.onRefuse] : [props.onRefuse, props.onApprove]
    expect(asked).toHaveBeenCalledExactlyOnceWith()
    expect(other).not.toHaveBeenCalled()
  })

  it('says that it worked, and is done', async () => {
    const { props, user } = setup({ step: 'done', label: 'Chrome on Android' })
    expect(screen.getByRole('status')).toHaveTextContent('Chrome on Android can now call and be called as you.')
    await user.click(button('Done'))
    expect(props.onClose).toHaveBeenCalledExactlyOnceWith()
  })

  it.each<[AddDeviceProblem, string | null]>([
    ['expired', 'Make another link'],
    ['unreachable', 'Try again'],
    ['failed', 'Try again'],
    ['full', null],
  ])('says what to do when it came to nothing: %s', async (why, again) => {
    const { props, user } = setup({ step: 'failed', why })
    expect(screen.getByRole('alert')).not.toBeEmptyDOMElement()
    if (again) await user.click(button(again))
    else expect(screen.queryByRole('button', { name: /again|another/ })).toBeNull()
    expect(props.onAgain).toHaveBeenCalledTimes(again ? 1 : 0)
  })

  it('closes with the cross and with Escape, not with a click beside it', async () => {
    const { props, user } = setup(open)
    await user.click(document.body)
    expect(props.onClose).not.toHaveBeenCalled()
    await user.click(button('Close'))
    await user.keyboard('{Escape}')
    expect(props.onClose).toHaveBeenCalledTimes(2)
  })
})
