import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import '../testing/setup.ts'
import { OutdatedScreen } from './OutdatedScreen.tsx'

it('says that Parley has been updated, and reloads the page', async () => {
  const reload = vi.fn()
  render(<OutdatedScreen onReload={reload} />)
  expect(screen.getByRole('alert')).toHaveTextContent('Parley has been updated. Reload this page to go on.')
  await userEvent.setup().click(screen.getByRole('button', { name: 'Reload' }))
  expect(reload).toHaveBeenCalledExactlyOnceWith()
})
