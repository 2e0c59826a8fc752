import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { callProps } from '../testing/callProps.ts'
import { stubPlay } from '../testing/media.ts'
import '../testing/setup.ts'
import type { SafetyNumber, StandingView } from '../types/call.ts'
import { CallScreen, type CallScreenProps } from './CallScreen.tsx'

const safety: SafetyNumber = {
  digits: Array.from({ length: 12 }, (_, index) => String(10_000 + index)),
  // The same one twice, as chance has it.
  emoji: ['whale', 'fox', 'whale', 'key', 'bell', 'drum', 'ant', 'bus', 'egg', 'pear'].map((name) => ({
    symbol: '■',
    name,
  })),
}

function setup(over: Partial<CallScreenProps> = {}) {
  stubPlay()
  const props = callProps({ safety, ...over })
  const { rerender } = render(<CallScreen {...props} />, { reactStrictMode: true })
  return {
    props,
    user: userEvent.setup(),
    update: (next: Partial<CallScreenProps>) => rerender(<CallScreen {...props} {...next} />),
  }
}

const lockName = 'Encrypted. Compare safety number'
const lock = () => screen.getByRole('button', { name: lockName })
const panel = () => screen.findByRole('dialog', { name: 'Safety number' })

describe('the lock of a call', () => {
  it.each<StandingView>(['checking', 'changed', 'forged', 'removed'])('is not there for "%s"', (standing) => {
    setup({ standing })
    expect(screen.queryByRole('button', { name: /Encrypted|Verified/, hidden: true })).toBeNull()
  })

  it.each<StandingView>(['new', 'known'])('invites to compare for "%s"', (standing) => {
    setup({ standing })
    expect(lock()).toBeVisible()
  })

  it('says in words when the person is verified', () => {
    setup({ standing: 'verified' })
    expect(screen.getByRole('button', { name: 'Verified' })).toHaveTextContent('Verified')
  })

  it('opens the ten emoji by name and the twelve groups of digits', async () => {
    const { user } = setup()
    await user.click(lock())
    const inside = within(await panel())
    expect(
      inside.getByText(/If ada has the same, nobody is in between\. If they differ, somebody is: hang up\./),
    ).toBeVisible()
    const emoji = within(inside.getByRole('list', { name: 'Emoji' })).getAllByRole('listitem')
    expect(emoji.map((item) => item.textContent)).toEqual(safety.emoji.map(({ symbol, name }) => `${symbol}${name}`))
    expect(within(inside.getByRole('list', { name: 'Digits' })).getAllByRole('listitem')).toHaveLength(12)
  })

  it('marks as verified, and takes it back', async () => {
    const { props, user, update } = setup()
    await user.click(lock())
    await user.click(within(await panel()).getByRole('button', { name: 'Mark as verified' }))
    expect(props.onVerified).toHaveBeenLastCalledWith(true)
    update({ standing: 'verified' })
    await user.click(within(await panel()).getByRole('button', { name: 'Verified – undo' }))
    expect(props.onVerified).toHaveBeenLastCalledWith(false)
  })

  it('cannot mark a number that is not there to compare yet', async () => {
    const { props, user } = setup({ safety: null })
    await user.click(lock())
    const inside = within(await panel())
    expect(inside.getByText('Working it out…')).toBeVisible()
    expect(inside.queryByRole('button', { name: 'Mark as verified' })).toBeNull()
    expect(props.onVerified).not.toHaveBeenCalled()
  })

  it('gives the focus back to a keyboard', async () => {
    const { user } = setup()
    lock().focus()
    await user.keyboard('{Enter}')
    await panel()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(lock()).toHaveFocus())
  })

  it('keeps the controls while it has focus', () => {
    vi.useFakeTimers()
    setup()
    const stage = screen.getByRole('region', { name: 'In call with ada' })
    act(() => lock().focus())
    act(() => vi.advanceTimersByTime(10_000))
    expect(stage).toHaveAttribute('data-controls', 'shown')
    act(() => lock().blur())
    act(() => vi.advanceTimersByTime(3_000))
    expect(stage).toHaveAttribute('data-controls', 'hidden')
  })
})

describe('an identity that has changed', () => {
  const alert = () => screen.findByRole('alertdialog', { name: 'ada’s identity has changed' })

  it('asks before anything connects, and waits for the answer', async () => {
    const { props, user } = setup({ standing: 'changed', connection: 'connecting', remoteStream: null })
    const dialog = await alert()
    await waitFor(() => expect(dialog).toHaveFocus())
    await user.keyboard('{Escape}{Enter}m')
    expect(await alert()).toBeVisible()
    expect(props.onToggleMute).not.toHaveBeenCalled()
    expect(props.onTrustChange).not.toHaveBeenCalled()
    await user.click(within(dialog).getByRole('button', { name: 'Continue with the new identity' }))
    expect(props.onTrustChange).toHaveBeenCalledExactlyOnceWith()
    expect(props.onHangUp).not.toHaveBeenCalled()
  })

  it('can be hung up on', async () => {
    const { props, user } = setup({ standing: 'changed' })
    await user.click(within(await alert()).getByRole('button', { name: 'Hang up' }))
    expect(props.onHangUp).toHaveBeenCalledExactlyOnceWith()
  })

  it('leaves the call as any other once it is trusted', async () => {
    const { update } = setup({ standing: 'changed' })
    await alert()
    update({ standing: 'known' })
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull())
    await waitFor(() => expect(screen.getByRole('region', { name: 'In call with ada' })).toHaveFocus())
  })
})
