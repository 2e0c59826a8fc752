import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import '../testing/setup.ts'
import type { RecoverProblem } from '../types/settings.ts'
import { RecoverScreen, type RecoverScreenProps } from './RecoverScreen.tsx'

const file = new File(['{}'], 'parley-ada.txt')

function setup(over: Partial<RecoverScreenProps> = {}) {
  const props: RecoverScreenProps = { problem: null, pending: false, onRecover: vi.fn(), onBack: vi.fn(), ...over }
  const { rerender } = render(<RecoverScreen {...props} />, { reactStrictMode: true })
  return {
    props,
    user: userEvent.setup(),
    update: (next: Partial<RecoverScreenProps>) => rerender(<RecoverScreen {...props} {...next} />),
  }
}

const picker = () => screen.getByLabelText<HTMLInputElement>('Recovery file')
const passphrase = () => screen.getByLabelText('Passphrase')
const recover = () => screen.getByRole('button', { name: 'Recover my ID' })

const table: Record<RecoverProblem, RegExp> = {
  notAFile: /not a recovery file/,
  wrongPassphrase: /not the passphrase of this file/,
  removed: /was removed from its ID/,
  unreachable: /cannot be reached/,
  failed: /try again/,
}

describe('RecoverScreen', () => {
  it('recovers with a file and its passphrase', async () => {
    const { props, user } = setup()
    expect(screen.getByRole('heading', { name: 'Recover your ID' })).toHaveFocus()
    await user.upload(picker(), file)
    await user.type(passphrase(), 'correct horse{Enter}')
    expect(props.onRecover).toHaveBeenCalledExactlyOnceWith(file, 'correct horse')
  })

  it('says what is missing, and leads there', async () => {
    const { props, user } = setup()
    await user.click(recover())
    expect(screen.getByRole('alert')).toHaveTextContent('Choose your recovery file first.')
    expect(picker()).toHaveFocus()
    await user.upload(picker(), file)
    expect(screen.getByRole('alert')).toBeEmptyDOMElement()
    await user.click(recover())
    expect(screen.getByRole('alert')).toHaveTextContent('Type the passphrase of the file.')
    expect(passphrase()).toHaveFocus()
    expect(props.onRecover).not.toHaveBeenCalled()
  })

  it.each(Object.entries(table))('says what to do about "%s"', (problem, words) => {
    setup({ problem: problem as RecoverProblem })
    expect(screen.getByRole('alert')).toHaveTextContent(words)
  })

  it('says nothing of the last try once something else is typed, and again after the next', async () => {
    const { user, update } = setup({ problem: 'wrongPassphrase' })
    await user.upload(picker(), file)
    await user.type(passphrase(), 'wrong')
    expect(screen.getByRole('alert')).toBeEmptyDOMElement()
    await user.click(recover())
    update({ problem: 'wrongPassphrase', pending: true })
    expect(screen.getByRole('alert')).toBeEmptyDOMElement()
    update({ problem: 'wrongPassphrase' })
    expect(screen.getByRole('alert')).toHaveTextContent('not the passphrase')
  })

  it('is not asked twice while it works, and leads back', async () => {
    const { props, user } = setup({ pending: true })
    await user.upload(picker(), file)
    await user.type(passphrase(), 'correct horse{Enter}')
    expect(props.onRecover).not.toHaveBeenCalled()
    await user.click(screen.getByRole('button', { name: 'Back' }))
    expect(props.onBack).toHaveBeenCalledExactlyOnceWith()
  })
})
