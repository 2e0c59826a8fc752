import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import '../testing/setup.ts'
import { ReplacedScreen } from './ReplacedScreen.tsx'

it('says where Parley went on, and brings it back here', async () => {
  const useHere = vi.fn()
  render(<ReplacedScreen onUseHere={useHere} />)
  expect(screen.getByRole('heading', { name: 'Open in another tab' })).toBeVisible()
  await userEvent.setup().click(screen.getByRole('button', { name: 'Use Parley here' }))
  expect(useHere).toHaveBeenCalledExactlyOnceWith()
})
