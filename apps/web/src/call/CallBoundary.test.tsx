import { render, screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { CallBoundary } from './CallBoundary.tsx'

function Broken(): never {
  throw new Error('no picture')
}

it('a failing screen is reported and leaves the rest of the app alone; the next call renders again', () => {
  // React logs the error that it caught.
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const onFailed = vi.fn()
  const app = (key: string, broken: boolean) => (
    <>
      <p>home</p>
      <CallBoundary key={key} onFailed={onFailed}>
        {broken ? <Broken /> : <p>call</p>}
      </CallBoundary>
    </>
  )
  const { rerender } = render(app('call-1', true))
  expect(onFailed).toHaveBeenCalledOnce()
  expect(screen.getByText('home')).toBeTruthy()
  rerender(app('call-2', false))
  expect(screen.getByText('call')).toBeTruthy()
})
