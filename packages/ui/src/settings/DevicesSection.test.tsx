import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { phone, recoveryFile, settingsProps, thisBrowser } from '../testing/settingsProps.ts'
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

const button = (name: string) => screen.getByRole('button', { name })
const rows = () => within(screen.getByRole('list', { name: 'Devices' })).getAllByRole('listitem')
const question = (name: string) => screen.findByRole('alertdialog', { name })
const fragile = 'If you lose this browser, you lose this ID. Make a recovery file.'

describe('the devices of an ID', () => {
  it('are listed in words, this browser marked', () => {
    setup()
    expect(rows().map((row) => row.textContent)).toEqual([
      'Firefox on LinuxThis browserOnline · added TuesdayRemove',
      'Chrome on AndroidLast online yesterday · added TuesdayRemove',
      'Recovery fileMade TuesdayRemove',
    ])
  })

  it('have a name in words where they told none', () => {
    setup({ devices: [{ ...thisBrowser, name: null }, { ...phone, name: null, seenAt: null }, recoveryFile] })
    expect(button('Remove this browser')).toBeVisible()
    expect(button('Remove another browser')).toBeVisible()
    expect(button('Remove recovery file')).toBeVisible()
    expect(screen.getByText('Never online yet · added Tuesday')).toBeVisible()
  })

  it('are more or can come back from a file when one wants it', async () => {
    const { props, user } = setup()
    await user.click(button('Add a device'))
    await user.click(button('Make a recovery file'))
    expect(props.onAddDevice).toHaveBeenCalledExactlyOnceWith()
    expect(props.onRecoveryFile).toHaveBeenCalledExactlyOnceWith()
  })

  it('warn while there is nothing but this browser, and not before that is known', () => {
    const { update } = setup({ devices: null })
    expect(screen.getByText('Looking for your devices…')).toBeVisible()
    expect(screen.queryByText(fragile)).toBeNull()
    update({ devices: [thisBrowser] })
    expect(screen.getByText(fragile)).toBeVisible()
    update({ devices: [thisBrowser, recoveryFile] })
    expect(screen.queryByText(fragile)).toBeNull()
    update({ devices: [thisBrowser, phone] })
    expect(screen.queryByText(fragile)).toBeNull()
  })

  it('say why they are not listed, and can be asked for again', async () => {
    const { props, user } = setup({ devices: null, devicesProblem: 'unreachable' })
    expect(screen.getByRole('region', { name: 'Devices' })).toHaveTextContent('the server cannot be reached')
    expect(screen.queryByText('Looking for your devices…')).toBeNull()
    await user.click(button('Try again'))
    expect(props.onRetry).toHaveBeenCalledExactlyOnceWith()
  })
})

describe('removing a device', () => {
  it('is asked first, and cancelled with Escape', async () => {
    const { props, user } = setup()
    await user.click(button('Remove Chrome on Android'))
    const dialog = await question('Remove Chrome on Android?')
    expect(dialog).toHaveTextContent('It can no longer act as you, at once')
    await waitFor(() => expect(dialog).toHaveFocus())
    await user.keyboard('{Enter}{Escape}')
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull())
    expect(props.onRemoveDevice).not.toHaveBeenCalled()
    await waitFor(() => expect(button('Remove Chrome on Android')).toHaveFocus())
  })

  it('asks for it once, and closes when it worked', async () => {
    let resolve = (_done: boolean) => {}
    const promise = new Promise<boolean>((settle) => {
      resolve = settle
    })
    const { props, user, update } = setup({ onRemoveDevice: vi.fn(() => promise) })
    await user.click(button('Remove Chrome on Android'))
    const dialog = within(await question('Remove Chrome on Android?'))
    await user.click(dialog.getByRole('button', { name: 'Remove' }))
    await user.click(dialog.getByRole('button', { name: 'Removing…' }))
    expect(props.onRemoveDevice).toHaveBeenCalledExactlyOnceWith('phone')
    await act(async () => resolve(true))
    update({ devices: [thisBrowser, recoveryFile] })
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull())
    await waitFor(() => expect(screen.getByRole('heading', { name: 'Devices' })).toHaveFocus())
  })

  it.each([
    ['refused', () => false],
    ['broken off', () => Promise.reject(new Error('gone'))],
  ])('says so when it was %s, and can be tried again', async (_, onRemoveDevice) => {
    const { user } = setup({ onRemoveDevice })
    await user.click(button('Remove Chrome on Android'))
    const dialog = within(await question('Remove Chrome on Android?'))
    await user.click(dialog.getByRole('button', { name: 'Remove' }))
    expect(await dialog.findByRole('alert')).toHaveTextContent('Please try again')
    expect(dialog.getByRole('button', { name: 'Remove' })).toBeVisible()
  })

  it('tells that removing the one you are on logs you out here', async () => {
    const { user } = setup()
    await user.click(button('Remove Firefox on Linux'))
    expect(await question('Remove Firefox on Linux?')).toHaveTextContent('you are logged out here')
    expect(screen.queryByText(/lost for ever/)).toBeNull()
  })

  it('offers a recovery file instead when it is the last, apart from losing the ID', async () => {
    const { props, user } = setup({ devices: [thisBrowser] })
    await user.click(button('Remove Firefox on Linux'))
    const dialog = within(await question('Remove Firefox on Linux?'))
    expect(dialog.getByText(/the ID is lost for ever/)).toBeVisible()
    expect(dialog.queryByRole('button', { name: 'Remove' })).toBeNull()
    await user.click(dialog.getByRole('button', { name: 'Make a recovery file' }))
    expect(props.onRecoveryFile).toHaveBeenCalledExactlyOnceWith()
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull())
    await user.click(button('Remove Firefox on Linux'))
    await user.click(
      within(await question('Remove Firefox on Linux?')).getByRole('button', { name: 'Remove it and lose the ID' }),
    )
    expect(props.onRemoveDevice).toHaveBeenCalledExactlyOnceWith('here')
  })

  it('vanishes with the device if another one removed it meanwhile', async () => {
    const { user, update } = setup()
    await user.click(button('Remove Chrome on Android'))
    await question('Remove Chrome on Android?')
    update({ devices: [thisBrowser, recoveryFile] })
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull())
  })
})
