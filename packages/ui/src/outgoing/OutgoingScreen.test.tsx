import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { cameraFailed, cameraOn } from '../testing/incomingProps.ts'
import { stubPlay } from '../testing/media.ts'
import '../testing/setup.ts'
import { OutgoingScreen, type OutgoingScreenProps } from './OutgoingScreen.tsx'

function setup(over: Partial<OutgoingScreenProps> = {}) {
  stubPlay()
  const props: OutgoingScreenProps = {
    peer: 'ada',
    media: 'video',
    ringing: 'no',
    since: 1_000,
    clock: () => 8_000,
    camera: cameraOn(),
    onCancel: vi.fn(),
    ...over,
  }
  const { rerender } = render(<OutgoingScreen {...props} />, { reactStrictMode: true })
  return {
    props,
    user: userEvent.setup(),
    update: (next: Partial<OutgoingScreenProps>) => rerender(<OutgoingScreen {...props} {...next} />),
  }
}

describe('OutgoingScreen', () => {
  it('keeps the contract of accessible names', () => {
    setup()
    expect(screen.getByRole('region', { name: 'Calling ada' })).toBeVisible()
    expect(screen.getByRole('button', { name: 'Cancel' })).toBeVisible()
    expect(screen.getByLabelText('Your camera preview')).toBeVisible()
  })

  it('says "Calling" until it rings there, and where that is beside another call', () => {
    const { update } = setup()
    expect(screen.getByRole('status')).toHaveTextContent('Calling…')
    update({ ringing: 'yes' })
    expect(screen.getByRole('status')).toHaveTextContent('Ringing…')
    update({ ringing: 'besideAnother' })
    expect(screen.getByRole('status')).toHaveTextContent('ada is in another call')
  })

  it('takes the focus when it appears, so that it is spoken, and shows how long it has been calling', () => {
    setup()
    expect(screen.getByRole('region', { name: 'Calling ada' })).toHaveFocus()
    expect(screen.getByRole('timer')).toHaveTextContent('00:07')
  })

  it('cancels with the button and with Escape', async () => {
    const { props, user } = setup()
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    await user.keyboard('{Escape}')
    expect(props.onCancel).toHaveBeenCalledTimes(2)
  })

  it('shows one’s own picture silently', () => {
    setup()
    expect(screen.getByLabelText<HTMLVideoElement>('Your camera preview').muted).toBe(true)
  })

  it('has no picture in a voice call, even with the camera on', () => {
    setup({ media: 'voice' })
    expect(screen.queryByLabelText('Your camera preview')).toBeNull()
  })

  it('says why there is no picture and offers to try again', async () => {
    const onRetry = vi.fn()
    const { user } = setup({ camera: cameraFailed('inUse'), onRetry })
    expect(screen.getByRole('alert')).toHaveTextContent('Your camera is used by another app')
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    expect(onRetry).toHaveBeenCalledOnce()
  })
})
