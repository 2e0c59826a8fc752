import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import '../testing/setup.ts'
import { OtherCalls } from './OtherCalls.tsx'

const bo = { callId: 'call-bo', caller: 'bo', media: 'video' } as const
const carol = { callId: 'call-carol', caller: 'carol', media: 'voice' } as const

function setup(engaged: boolean) {
  const props = { calls: [bo, carol], engaged, onAccept: vi.fn(), onDecline: vi.fn() }
  render(<OtherCalls {...props} />, { reactStrictMode: true })
  return { ...props, user: userEvent.setup() }
}

const press = (name: string) => screen.getByRole('button', { name })

describe('OtherCalls', () => {
  it('says who else is calling, and how', () => {
    setup(false)
    const [first, second] = screen.getAllByRole('status')
    expect(first).toHaveTextContent(/^bo is calling\s*Video call$/)
    expect(second).toHaveTextContent(/^carol is calling\s*Voice call$/)
  })

  it('answers or declines the call that is meant', async () => {
    const { user, onAccept, onDecline } = setup(false)
    await user.click(press('Accept carol'))
    await user.click(press('Decline bo'))
    expect(onAccept).toHaveBeenCalledExactlyOnceWith(carol)
    expect(onDecline).toHaveBeenCalledExactlyOnceWith(bo)
  })

  it('says that answering ends the call that one is in', async () => {
    const { user, onAccept } = setup(true)
    await user.click(press('End and answer bo'))
    expect(onAccept).toHaveBeenCalledExactlyOnceWith(bo)
    expect(screen.queryByRole('button', { name: /^Accept/ })).toBeNull()
  })
})
