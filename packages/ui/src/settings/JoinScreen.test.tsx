import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import '../testing/setup.ts'
import type { JoinProblem, JoinState } from '../types/settings.ts'
import { joinWords } from '../words/joinWords.ts'
import { JoinScreen, type JoinScreenProps } from './JoinScreen.tsx'

function setup(state: JoinState) {
  const props: JoinScreenProps = { state, onJoin: vi.fn(), onCancel: vi.fn() }
  const { rerender } = render(<JoinScreen {...props} />, { reactStrictMode: true })
  return {
    props,
    user: userEvent.setup(),
    update: (next: JoinState) => rerender(<JoinScreen {...props} state={next} />),
  }
}

const button = (name: string) => screen.getByRole('button', { name })

describe('JoinScreen', () => {
  it('asks before anything is sent, and its question is spoken', async () => {
    const { props, user } = setup({ step: 'ask', userId: 'ada' })
    expect(screen.getByRole('heading', { name: 'Add this browser to ada?' })).toHaveFocus()
    await user.keyboard('{Enter}')
    expect(props.onJoin).not.toHaveBeenCalled()
    await user.click(button('Add this browser'))
    await user.click(button('Not now'))
    expect(props.onJoin).toHaveBeenCalledExactlyOnceWith()
    expect(props.onCancel).toHaveBeenCalledExactlyOnceWith()
  })

  it('shows the six digits, and speaks of them when they come', () => {
    const { update } = setup({ step: 'working' })
    update({ step: 'digits', userId: 'ada', digits: '042917' })
    expect(screen.getByRole('heading', { name: 'Compare the digits' })).toHaveFocus()
    expect(screen.getByText('042 917')).toBeVisible()
    expect(screen.getByText('0 4 2 9 1 7')).toBeInTheDocument()
  })

  it.each<[JoinProblem, boolean]>([
    ['already', false],
    ['gone', false],
    ['refused', false],
    ['forged', false],
    ['outdated', false],
    ['unreachable', true],
    ['failed', true],
  ])('says why it came to nothing, and offers another try only where it may help: %s', async (why, again) => {
    const { props, user } = setup({ step: 'failed', why })
    expect(screen.getByText(joinWords(why))).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Try again' }) !== null).toBe(again)
    await user.click(button('Go to Parley'))
    expect(props.onCancel).toHaveBeenCalledExactlyOnceWith()
  })
})
