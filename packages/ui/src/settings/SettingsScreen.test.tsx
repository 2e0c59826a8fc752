import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { settingsProps } from '../testing/settingsProps.ts'
import '../testing/setup.ts'
import { SettingsScreen, type SettingsScreenProps } from './SettingsScreen.tsx'

function setup(over: Partial<SettingsScreenProps> = {}) {
  const props = settingsProps(over)
  const { rerender } = render(<SettingsScreen {...props} />, { reactStrictMode: true })
  return {
    props,
    user: userEvent.setup(),
    update: (next: Partial<SettingsScreenProps>) => rerender(<SettingsScreen {...props} {...next} />),
  }
}

const field = () => screen.getByRole('textbox', { name: 'Add a contact' })

describe('SettingsScreen', () => {
  it('keeps the contract of accessible names', () => {
    setup()
    expect(screen.getByRole('main')).toBeVisible()
    expect(screen.getByRole('heading', { level: 1, name: 'Settings' })).toHaveFocus()
    for (const name of ['Who may call me', 'Contacts', 'Blocked', 'Data', 'Devices']) {
      expect(screen.getByRole('region', { name })).toBeVisible()
    }
  })

  it('leads back', async () => {
    const { props, user } = setup()
    await user.click(screen.getByRole('button', { name: 'Back' }))
    expect(props.onBack).toHaveBeenCalledExactlyOnceWith()
  })
})

describe('the choice of callers', () => {
  it('is one of three, each with what callers notice', async () => {
    const { props, user } = setup()
    const group = within(screen.getByRole('radiogroup', { name: 'Who may call me' }))
    expect(group.getByRole('radio', { name: 'Everyone' })).toBeChecked()
    const contacts = group.getByRole('radio', { name: 'Only my contacts' })
    expect(contacts).toHaveAccessibleDescription(/“Calling…” and then “No answer”/)
    await user.click(group.getByText('Nobody (do not disturb)'))
    expect(props.onRing).toHaveBeenLastCalledWith('nobody')
    // Until the owner says otherwise it is as it was.
    expect(group.getByRole('radio', { name: 'Everyone' })).toBeChecked()
  })
})

describe('data', () => {
  it('is saved by a switch that says what it costs', async () => {
    const { props, user, update } = setup()
    const lessData = screen.getByRole('switch', { name: 'Use less data' })
    expect(lessData).not.toBeChecked()
    expect(lessData).toHaveAccessibleDescription(/less sharply/)
    await user.click(lessData)
    expect(props.onLessData).toHaveBeenCalledExactlyOnceWith(true)
    update({ lessData: true })
    expect(lessData).toBeChecked()
  })
})

describe('contacts', () => {
  const contacts = [
    { userId: 'grace', verified: true },
    { userId: 'linus', verified: false },
  ]

  it('are listed, with who is verified', () => {
    setup({ contacts })
    const rows = within(screen.getByRole('list', { name: 'Contacts' })).getAllByRole('listitem')
    expect(rows.map((row) => within(row).queryByText('Verified') !== null)).toEqual([true, false])
  })

  it('can be removed, and the focus is not lost with the button', async () => {
    const { props, user, update } = setup({ contacts })
    await user.click(screen.getByRole('button', { name: 'Remove grace from contacts' }))
    expect(props.onRemoveContact).toHaveBeenCalledExactlyOnceWith('grace')
    update({ contacts: contacts.slice(1) })
    expect(screen.getByRole('heading', { name: 'Contacts' })).toHaveFocus()
  })

  it('can be added by ID, blanks around it forgiven, and the field is ready for the next', async () => {
    const { props, user } = setup()
    await user.type(field(), ' linus ')
    await user.click(screen.getByRole('button', { name: 'Add' }))
    expect(props.onAddContact).toHaveBeenCalledExactlyOnceWith('linus')
    expect(field()).toHaveValue('')
    expect(field()).toHaveFocus()
  })

  it.each([
    ['{Enter}', 'Type the ID of the person to add.'],
    ['a b{Enter}', 'Use letters a–z, digits, dots, dashes and underscores only.'],
    ['ADA{Enter}', 'That is your own ID'],
    ['Grace{Enter}', 'grace is in your contacts already.'],
  ])('are not added by "%s"', async (text, words) => {
    const { props, user } = setup({ contacts })
    field().focus()
    await user.keyboard(text)
    expect(field()).toHaveAccessibleDescription(words)
    expect(screen.getByRole('alert')).toHaveTextContent(words)
    expect(props.onAddContact).not.toHaveBeenCalled()
    await user.type(field(), 'x')
    expect(screen.getByRole('alert')).toBeEmptyDOMElement()
  })
})

describe('blocked people', () => {
  it('is nobody at first, and where to block is said', () => {
    setup()
    expect(screen.getByText(/^You have blocked nobody/)).toBeVisible()
    expect(screen.queryByRole('list', { name: 'Blocked' })).toBeNull()
  })

  it('can be unblocked', async () => {
    const { props, user, update } = setup({ blocked: ['mallory'] })
    await user.click(screen.getByRole('button', { name: 'Unblock mallory' }))
    expect(props.onUnblock).toHaveBeenCalledExactlyOnceWith('mallory')
    update({ blocked: [] })
    await waitFor(() => expect(screen.getByRole('heading', { name: 'Blocked' })).toHaveFocus())
  })
})

describe('storage', () => {
  it('says that the browser keeps it, and nothing where it does not tell', () => {
    const { update } = setup()
    expect(screen.getByRole('region', { name: 'Storage' })).toHaveTextContent('keeps your ID')
    expect(screen.queryByRole('button', { name: 'Ask the browser to keep it' })).toBeNull()
    update({ stored: null })
    expect(screen.queryByRole('region', { name: 'Storage' })).toBeNull()
  })

  it('says that it may be deleted and what brings an ID back, and asks for it to be kept', async () => {
    const { props, user } = setup({ stored: false })
    const storage = within(screen.getByRole('region', { name: 'Storage' }))
    expect(storage.getByRole('status')).toHaveTextContent(/seven days without a visit.*recovery file/)
    await user.click(storage.getByRole('button', { name: 'Ask the browser to keep it' }))
    expect(props.onKeepStored).toHaveBeenCalledExactlyOnceWith()
  })
})
