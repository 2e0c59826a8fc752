import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import '../testing/setup.ts'
import { UnsupportedScreen } from './UnsupportedScreen.tsx'

it('says at the start that this browser cannot make calls, what may be the cause, and what to do', () => {
  render(<UnsupportedScreen />)
  expect(screen.getByRole('heading', { level: 1, name: 'This browser can’t make calls' })).toBeVisible()
  expect(screen.getByRole('main')).toHaveTextContent(/WebRTC.*add-on.*another browser/)
})
