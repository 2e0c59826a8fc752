import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import '../testing/setup.ts'
import { WelcomeScreen, type WelcomeScreenProps } from './WelcomeScreen.tsx'

const field = () => screen.getByRole('textbox', { name: 'Your ID' })
const goOnline = () => screen.getByRole('button', { name: 'Go online' })

function setup(over: Partial<WelcomeScreenProps> = {}) {
  const props: WelcomeScreenProps = {
    problem: null,
    pending: false,
    availability: 'unknown',
    onSubmit: vi.fn(),
    onChange: vi.fn(),
    ...over,
  }
  const { rerender } = render(<WelcomeScreen {...props} />, { reactStrictMode: true })
  return {
    props,
    user: userEvent.setup(),
    update: (next: Partial<WelcomeScreenProps>) => rerender(<WelcomeScreen {...props} {...next} />),
  }
}

describe('WelcomeScreen', () => {
  it('goes online with the ID as typed', async () => {
    const { props, user } = setup()
    await user.type(field(), 'Ada{Enter}')
    expect(props.onSubmit).toHaveBeenCalledWith('Ada')
    expect(props.onChange).toHaveBeenLastCalledWith('Ada')
  })

  it('has focus when it appears, so that somebody who comes back to it is told where they are', () => {
    setup()
    expect(screen.getByRole('heading', { name: 'Choose your ID' })).toHaveFocus()
  })

  it('says at once that a character is wrong', async () => {
    const { user } = setup()
    await user.type(field(), 'a b')
    expect(screen.getByRole('alert')).toHaveTextContent(/^Use letters/)
    expect(field()).toHaveAccessibleDescription(/^Use letters/)
    expect(field()).toBeInvalid()
  })

  it('forgives blanks around an ID and marks that nobody sees, which come along with a paste', async () => {
    const { props, user } = setup()
    await user.click(field())
    await user.paste(' \u2068ada\u2069\u200b ')
    await user.keyboard('{Enter}')
    expect(props.onSubmit).toHaveBeenCalledExactlyOnceWith('ada')
  })

  it('lets nobody choose an ID that ends in a dot, and says why once the field is left', async () => {
    const { props, user } = setup()
    await user.type(field(), 'ada.')
    expect(screen.getByRole('alert')).toBeEmptyDOMElement()
    await user.keyboard('{Enter}')
    expect(screen.getByRole('alert')).toHaveTextContent('An ID cannot end in a dot: links would lose it.')
    expect(props.onSubmit).not.toHaveBeenCalled()
  })

  it('waits with "too short" until the field is left', async () => {
    const { user } = setup()
    await user.type(field(), 'ad')
    expect(screen.getByRole('alert')).toBeEmptyDOMElement()
    await user.tab()
    expect(screen.getByRole('alert')).toHaveTextContent('at least 3 characters')
  })

  it('says what is wrong on submit, keeps the focus and does not go online', async () => {
    const { props, user } = setup()
    await user.type(field(), 'ad')
    await user.click(goOnline())
    expect(screen.getByRole('alert')).toHaveTextContent('at least 3 characters')
    expect(field()).toHaveFocus()
    expect(props.onSubmit).not.toHaveBeenCalled()
  })

  it('says while typing whether the ID is taken or free', () => {
    const { update } = setup({ initialId: 'ada', availability: 'taken' })
    expect(screen.getByRole('alert')).toHaveTextContent('This ID is taken')
    update({ availability: 'free' })
    expect(screen.getByRole('status')).toHaveTextContent('ada is free')
  })

  it('forgets that an ID was taken as soon as another one is typed', async () => {
    const { user } = setup({ initialId: 'ada', problem: 'taken' })
    expect(screen.getByRole('alert')).toHaveTextContent('This ID is taken')
    await user.type(field(), '2')
    expect(screen.getByRole('alert')).toBeEmptyDOMElement()
  })

  it('forgets that this browser was removed from an ID as soon as another one is typed', async () => {
    const { user } = setup({ initialId: 'ada', problem: 'deviceRemoved' })
    expect(screen.getByRole('alert')).toHaveTextContent('This browser was removed from ada')
    await user.type(field(), '2')
    expect(screen.getByRole('alert')).toBeEmptyDOMElement()
  })

  it('leads somebody who has an ID already to its recovery, where there is one', async () => {
    const onRecover = vi.fn()
    const { update, user } = setup()
    expect(screen.queryByRole('button', { name: 'I have a recovery file' })).toBeNull()
    update({ onRecover })
    await user.click(screen.getByRole('button', { name: 'I have a recovery file' }))
    expect(onRecover).toHaveBeenCalledExactlyOnceWith()
  })

  it('keeps saying that the server cannot be reached, even while somebody types', async () => {
    const { user } = setup({ initialId: 'ada', problem: 'unreachable' })
    await user.type(field(), '2')
    expect(screen.getByRole('alert')).toHaveTextContent('The server cannot be reached')
  })

  it('does not go online twice while it waits', async () => {
    const { props, user } = setup({ initialId: 'ada', pending: true })
    await user.type(field(), '{Enter}')
    expect(props.onSubmit).not.toHaveBeenCalled()
  })
})
