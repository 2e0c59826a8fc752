import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import '../testing/setup.ts'
import type { RecoveryFileState } from '../types/settings.ts'
import { RecoveryFileDialog, type RecoveryFileDialogProps } from './RecoveryFileDialog.tsx'

function setup(state: RecoveryFileState = { step: 'idle' }) {
  const props: RecoveryFileDialogProps = { state, onMake: vi.fn(), onClose: vi.fn() }
  const { rerender } = render(<RecoveryFileDialog {...props} />, { reactStrictMode: true })
  return {
    props,
    user: userEvent.setup(),
    update: (next: RecoveryFileState) => rerender(<RecoveryFileDialog {...props} state={next} />),
  }
}

const first = () => screen.getByLabelText('Passphrase')
const again = () => screen.getByLabelText('Passphrase once more')
const make = () => screen.getByRole('button', { name: 'Make recovery file' })

describe('RecoveryFileDialog', () => {
  it('says what the file is for and that nobody can reset its passphrase', () => {
    setup()
    const dialog = screen.getByRole('dialog', { name: 'Make a recovery file' })
    expect(dialog).toHaveTextContent('Whoever has both can be you')
    expect(dialog).toHaveTextContent('Nobody can reset the passphrase')
  })

  it('makes the file of a passphrase typed twice, every blank kept', async () => {
    const { props, user } = setup()
    await user.type(first(), 'correct horse ')
    await user.type(again(), 'correct horse {Enter}')
    expect(props.onMake).toHaveBeenCalledExactlyOnceWith('correct horse ')
  })

  it('wants ten characters, however they are counted by a computer', async () => {
    const { props, user } = setup()
    await user.type(first(), '🐎🐎🐎🐎🐎🐎🐎🐎🐎')
    await user.type(again(), '🐎🐎🐎🐎🐎🐎🐎🐎🐎')
    await user.click(make())
    expect(screen.getByRole('alert')).toHaveTextContent('Use at least 10 characters.')
    expect(first()).toHaveFocus()
    expect(first()).toHaveAccessibleDescription('Use at least 10 characters.')
    expect(props.onMake).not.toHaveBeenCalled()
  })

  it('wants the same twice', async () => {
    const { props, user } = setup()
    await user.type(first(), 'correct horse')
    await user.type(again(), 'correct house')
    await user.click(make())
    expect(screen.getByRole('alert')).toHaveTextContent('The two are not the same')
    expect(again()).toHaveFocus()
    await user.type(again(), 'x')
    expect(screen.getByRole('alert')).toBeEmptyDOMElement()
    expect(props.onMake).not.toHaveBeenCalled()
  })

  it('hides the passphrase until one wants to see it', async () => {
    const { user } = setup()
    expect([first(), again()].map((field) => field.getAttribute('type'))).toEqual(['password', 'password'])
    await user.click(screen.getByRole('button', { name: 'Show passphrase' }))
    expect([first(), again()].map((field) => field.getAttribute('type'))).toEqual(['text', 'text'])
    await user.click(screen.getByRole('button', { name: 'Hide passphrase' }))
    expect(first()).toHaveAttribute('type', 'password')
  })

  it('is not asked twice while it works, and keeps the passphrase if that fails', async () => {
    const { props, user, update } = setup()
    await user.type(first(), 'correct horse')
    await user.type(again(), 'correct horse')
    update({ step: 'working' })
    await user.click(screen.getByRole('button', { name: 'Making the file…' }))
    expect(props.onMake).not.toHaveBeenCalled()
    update({ step: 'failed' })
    expect(screen.getByRole('alert')).toHaveTextContent('Please try again')
    await user.click(make())
    expect(props.onMake).toHaveBeenCalledExactlyOnceWith('correct horse')
  })

  it('says where the file is and to keep it well', async () => {
    const { props, user, update } = setup({ step: 'working' })
    update({ step: 'done', fileName: 'parley-ada.txt' })
    const dialog = screen.getByRole('dialog', { name: 'Your recovery file is saved' })
    await waitFor(() => expect(dialog).toHaveFocus())
    expect(dialog).toHaveTextContent('parley-ada.txt')
    expect(dialog).toHaveTextContent('Keep it where you keep important papers.')
    expect(screen.queryByLabelText('Passphrase')).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Done' }))
    expect(props.onClose).toHaveBeenCalledExactlyOnceWith()
  })
})
