import type { MediaProblem } from '@parley/protocol'
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { cameraFailed, incomingProps } from '../testing/incomingProps.ts'
import { stubPlay } from '../testing/media.ts'
import type { StandingView } from '../types/call.ts'
import '../testing/setup.ts'
import { mediaWords } from '../words/mediaWords.ts'
import { IncomingDialog, type IncomingDialogProps } from './IncomingDialog.tsx'

function setup(over: Partial<IncomingDialogProps> = {}) {
  stubPlay()
  const props = incomingProps(over)
  const { rerender } = render(<IncomingDialog {...props} />, { reactStrictMode: true })
  return {
    props,
    user: userEvent.setup(),
    update: (next: Partial<IncomingDialogProps>) => rerender(<IncomingDialog {...props} {...next} />),
  }
}

const dialog = () => screen.getByRole('dialog', { name: 'Incoming call from ada' })

describe('IncomingDialog', () => {
  it('keeps the contract of accessible names', () => {
    setup()
    const inside = within(dialog())
    expect(inside.getByText('ada is calling')).toBeVisible()
    expect(inside.getByLabelText('Your camera preview')).toBeVisible()
    expect(inside.getByRole('button', { name: 'Accept' })).toBeVisible()
    expect(inside.getByRole('button', { name: 'Accept with voice only' })).toBeVisible()
    expect(inside.getByRole('button', { name: 'Decline' })).toBeVisible()
    expect(inside.getByRole('combobox', { name: 'Camera' })).toHaveTextContent('Webcam')
    expect(inside.getByRole('combobox', { name: 'Microphone' })).toHaveTextContent('Headset')
  })

  it('shows how long it has been ringing', () => {
    setup({ since: 1_000, clock: () => 13_500 })
    expect(within(dialog()).getByRole('timer')).toHaveTextContent('00:12')
  })

  it('answers as it is told', async () => {
    const { props, user } = setup()
    await user.click(screen.getByRole('button', { name: 'Accept' }))
    await user.click(screen.getByRole('button', { name: 'Accept with voice only' }))
    await user.click(screen.getByRole('button', { name: 'Decline' }))
    expect(props.onAccept).toHaveBeenCalledOnce()
    expect(props.onAcceptVoice).toHaveBeenCalledOnce()
    expect(props.onDecline).toHaveBeenCalledOnce()
  })

  describe('keys', () => {
    /** The dialog has shown for so long; returns what lets more time pass. */
    async function shownFor(ms: number) {
      let now = 50_000
      const { props, user } = setup({ clock: () => now })
      await waitFor(() => expect(screen.getByRole('button', { name: 'Accept' })).toHaveFocus())
      now += ms
      return { props, user, later: (more: number) => (now += more) }
    }

    it('Enter accepts, and is told', async () => {
      const { props, user } = await shownFor(1_000)
      expect(screen.getByText('Enter').parentElement).toHaveTextContent('Enter Accept')
      await user.keyboard('{Enter}')
      expect(props.onAccept).toHaveBeenCalledOnce()
    })

    it('Escape silences the tone, and declines nothing', async () => {
      const { props, user } = await shownFor(1_000)
      expect(screen.getByText('Esc').parentElement).toHaveTextContent('Esc Silence the tone')
      await user.keyboard('{Escape}')
      expect(props.onSilence).toHaveBeenCalledOnce()
      expect(props.onDecline).not.toHaveBeenCalled()
      expect(dialog()).toBeVisible()
    })

    it.each(['{Enter}', ' ', '{Escape}'])('%s in the first second answers nothing', async (key) => {
      const { props, user } = await shownFor(999)
      await user.keyboard(key)
      for (const answer of [props.onAccept, props.onDecline, props.onSilence]) expect(answer).not.toHaveBeenCalled()
    })

    it('somebody who types on answers nothing until they have stopped for a second', async () => {
      const { props, user, later } = await shownFor(500)
      for (const letter of 'see you') {
        await user.keyboard(letter)
        later(300)
      }
      await user.keyboard('{Enter}')
      expect(props.onAccept).not.toHaveBeenCalled()
      later(1_000)
      await user.keyboard('{Enter}')
      expect(props.onAccept).toHaveBeenCalledOnce()
    })

    it.each(['Enter', ' '])('%s that was held down before the dialog came answers nothing', async (key) => {
      const { props, later } = await shownFor(500)
      const accept = screen.getByRole('button', { name: 'Accept' })
      for (let ms = 0; ms < 3_000; ms += 500) {
        later(500)
        expect(fireEvent.keyDown(accept, { key, repeat: true }), 'the browser may not press the button').toBe(false)
      }
      expect(fireEvent.keyUp(accept, { key })).toBe(false)
      expect(props.onAccept).not.toHaveBeenCalled()
    })

    it('says that the tone is silenced', () => {
      setup({ quiet: true })
      expect(screen.getByText('Esc').parentElement).toHaveTextContent('Esc Silenced')
    })
  })

  it('neither declines nor closes on Escape or a click outside', async () => {
    const { props, user } = setup()
    await user.keyboard('{Escape}')
    fireEvent.pointerDown(document.body)
    fireEvent.click(document.body)
    expect(dialog()).toBeVisible()
    expect(props.onDecline).not.toHaveBeenCalled()
  })

  it('shows one’s own picture silently and says that nobody else sees it', () => {
    setup()
    expect(screen.getByLabelText<HTMLVideoElement>('Your camera preview').muted).toBe(true)
    expect(screen.getByText('Only you can see this')).toBeVisible()
  })

  it.each<MediaProblem>(['denied', 'missing', 'inUse'])('offers the rest when the camera is "%s"', async (problem) => {
    const { props, user } = setup({ camera: cameraFailed(problem) })
    expect(screen.getByRole('alert')).toHaveTextContent(mediaWords(problem, 'camera'))
    expect(screen.queryByLabelText('Your camera preview')).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await user.click(screen.getByRole('button', { name: 'Accept' }))
    expect(props.onRetry).toHaveBeenCalledOnce()
    expect(props.onAccept).toHaveBeenCalledOnce()
  })

  it('says so when the microphone failed though the camera works', () => {
    setup({ microphone: { state: 'failed', problem: 'missing' } })
    expect(screen.getByRole('alert')).toHaveTextContent('No microphone found')
    expect(screen.getByLabelText('Your camera preview')).toBeVisible()
  })

  it('says what the browser is asking meanwhile', () => {
    setup({
      camera: { stream: null, state: 'starting', problem: null },
      microphone: { state: 'starting', problem: null },
      cameras: [],
      microphones: [],
    })
    expect(screen.getByRole('status')).toHaveTextContent('Your browser is asking for camera and microphone…')
    expect(screen.queryByRole('combobox')).toBeNull()
  })

  it('changes the camera', async () => {
    const cameras = [
      { id: 'c', label: 'Webcam' },
      { id: 'd', label: '' },
    ]
    const { props, user } = setup({ cameras })
    await user.click(screen.getByRole('combobox', { name: 'Camera' }))
    await user.click(await screen.findByRole('option', { name: 'Camera 2' }))
    expect(props.onCamera).toHaveBeenCalledWith('d')
  })
})

describe('the identity of the caller', () => {
  it.each<StandingView>(['checking', 'known'])('needs no words when the identity is "%s"', (standing) => {
    setup({ standing })
    expect(screen.queryByRole('alert')).toBeNull()
    expect(screen.queryByText('Verified')).toBeNull()
    expect(screen.queryByText(/First call/)).toBeNull()
  })

  it('is said quietly when it is a first call, or a verified person', () => {
    const { update } = setup({ standing: 'new' })
    expect(screen.getByText('First call from ada')).toBeVisible()
    update({ standing: 'verified' })
    expect(screen.getByText('Verified')).toBeVisible()
    expect(screen.queryByText('First call from ada')).toBeNull()
  })

  it('is a warning when the identity has changed, and the person decides', async () => {
    const { props, user } = setup({ standing: 'changed' })
    expect(screen.getByRole('alert')).toHaveTextContent(
      /^ada’s identity has changed since you last talked\. It may be a new browser after a loss, or somebody pretending to be ada\./,
    )
    expect(screen.getByRole('alert')).toHaveTextContent('If you accept, the new identity is trusted from now on.')
    await user.click(screen.getByRole('button', { name: 'Accept' }))
    expect(props.onAccept).toHaveBeenCalledOnce()
  })

  it.each<StandingView>(['forged', 'removed'])(
    'can only be declined or blocked when the identity is "%s"',
    (standing) => {
      const { update } = setup()
      update({ standing })
      expect(screen.getByRole('alert')).toHaveTextContent(/^This caller could not prove to be ada\.$/)
      expect(dialog()).toBeVisible()
      expect(screen.queryByText('ada is calling')).toBeNull()
      expect(screen.queryByRole('button', { name: /Accept/ })).toBeNull()
      expect(screen.getByRole('button', { name: 'Decline' })).toBeVisible()
      expect(screen.getByRole('button', { name: 'Block ada' })).toBeVisible()
    },
  )

  it('can be blocked, which declines nothing by itself', async () => {
    const { props, user } = setup()
    await user.click(screen.getByRole('button', { name: 'Block ada' }))
    expect(props.onBlock).toHaveBeenCalledExactlyOnceWith()
    expect(props.onDecline).not.toHaveBeenCalled()
  })
})

describe('the devices of a ringing call', () => {
  it('bring no <style> with them, which a strict CSP would refuse', async () => {
    const before = document.querySelectorAll('style').length
    const { user } = setup()
    await user.click(screen.getByRole('combobox', { name: 'Camera' }))
    expect(await screen.findByRole('option', { name: 'Webcam' })).toBeVisible()
    expect(document.querySelectorAll('style')).toHaveLength(before)
  })
})

describe('IncomingDialog for a voice call', () => {
  it('has nothing of a camera, and one way to accept', () => {
    setup({ media: 'voice' })
    expect(screen.queryByLabelText('Your camera preview')).toBeNull()
    expect(screen.queryByRole('combobox', { name: 'Camera' })).toBeNull()
    expect(screen.queryByRole('button', { name: 'Accept with voice only' })).toBeNull()
    expect(screen.getByRole('button', { name: 'Accept' })).toBeVisible()
    expect(screen.getByRole('combobox', { name: 'Microphone' })).toBeVisible()
  })

  it('says so when the microphone failed', () => {
    setup({ media: 'voice', microphone: { state: 'failed', problem: 'inUse' } })
    expect(screen.getByRole('alert')).toHaveTextContent('Your microphone is used by another app')
  })
})
