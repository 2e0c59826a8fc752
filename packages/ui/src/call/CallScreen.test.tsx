import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { IncomingDialog } from '../incoming/IncomingDialog.tsx'
import { callProps } from '../testing/callProps.ts'
import { incomingProps } from '../testing/incomingProps.ts'
import { autoplayBlocked, fakeStream, stubPlay } from '../testing/media.ts'
import '../testing/setup.ts'
import { CallScreen, type CallScreenProps } from './CallScreen.tsx'

function setup(over: Partial<CallScreenProps> = {}) {
  const play = stubPlay()
  const props = callProps(over)
  const { rerender } = render(<CallScreen {...props} />)
  return {
    play,
    props,
    user: userEvent.setup(),
    update: (next: Partial<CallScreenProps>) => rerender(<CallScreen {...props} {...next} />),
  }
}

const button = (name: string) => screen.getByRole('button', { name })
const remoteVideo = () => screen.getByLabelText<HTMLVideoElement>('Remote video')
/** How the connection is; the first of the two that are always there. */
const connectionStatus = () => screen.getAllByRole('status')[0]
const stillOf = (id: string) => document.querySelector(`[data-avatar="${id}"]`)

describe('CallScreen', () => {
  it('keeps the contract of accessible names', () => {
    const { update } = setup()
    expect(screen.getByRole('region', { name: 'In call with ada' })).toBeVisible()
    expect(remoteVideo()).toBeVisible()
    expect(screen.getByLabelText('Your video')).toBeVisible()
    for (const name of ['Mute microphone', 'Turn camera off', 'Share your screen', 'Choose devices', 'Hang up']) {
      expect(button(name)).toBeVisible()
    }
    update({ muted: true, cameraOn: false, sharing: true })
    for (const name of ['Unmute microphone', 'Turn camera on', 'Stop sharing']) expect(button(name)).toBeVisible()
  })

  it('does as its buttons say', async () => {
    const { props, user } = setup()
    await user.click(button('Mute microphone'))
    await user.click(button('Turn camera off'))
    await user.click(button('Share your screen'))
    await user.click(button('Hang up'))
    expect(props.onToggleMute).toHaveBeenCalledOnce()
    expect(props.onToggleCamera).toHaveBeenCalledOnce()
    expect(props.onToggleShare).toHaveBeenCalledOnce()
    expect(props.onHangUp).toHaveBeenCalledOnce()
  })

  it('says how good the connection is, and when it is not there', () => {
    const { update } = setup({ quality: 'good' })
    expect(screen.getByRole('img', { name: 'Connection: good' })).toBeVisible()
    update({ quality: 'poor' })
    expect(screen.getByRole('img', { name: 'Connection: poor' })).toBeVisible()
    update({ quality: null, connection: 'interrupted' })
    expect(screen.getByRole('img', { name: 'Connection: reconnecting' })).toBeVisible()
    update({ quality: null, connection: 'connected' })
    expect(screen.queryByRole('img', { name: /^Connection/ })).toBeNull()
  })

  it('says after 8 s that there may be no direct way, only where there is no relay, and only while it tries', () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const words = 'Still trying. Your networks may not allow a direct connection.'
    const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms))
    const { update } = setup({ connection: 'connecting', relayless: true })
    pass(7_900)
    expect(connectionStatus()).toHaveTextContent('Connecting…')
    pass(200)
    expect(connectionStatus()).toHaveTextContent(words)
    update({ connection: 'connected', relayless: true })
    expect(connectionStatus()).toBeEmptyDOMElement()
    update({ connection: 'connecting', relayless: true })
    expect(connectionStatus()).toHaveTextContent('Connecting…')
    update({ connection: 'connecting', relayless: false })
    pass(10_000)
    expect(connectionStatus()).toHaveTextContent('Connecting…')
  })

  it('says that the camera is paused, still shows it to oneself, and lets one insist', async () => {
    const { props, user, update } = setup()
    expect(screen.queryByRole('button', { name: 'Keep video on' })).toBeNull()
    update({ videoPaused: true })
    expect(screen.getByText('Your camera is paused: the connection is weak.')).toBeVisible()
    expect(screen.getByLabelText('Your video')).toBeVisible()
    await user.click(button('Keep video on'))
    expect(props.onKeepVideo).toHaveBeenCalledExactlyOnceWith()
  })

  it('offers no sharing where the browser cannot', async () => {
    const { props, user } = setup({ canShare: false })
    expect(screen.queryByRole('button', { name: 'Share your screen' })).toBeNull()
    await user.keyboard('s')
    expect(props.onToggleShare).not.toHaveBeenCalled()
  })

  it('listens to M and V, but not to shortcuts with Control', async () => {
    const { props, user } = setup()
    await user.keyboard('m')
    await user.keyboard('{Control>}v{/Control}')
    expect(props.onToggleMute).toHaveBeenCalledOnce()
    expect(props.onToggleCamera).not.toHaveBeenCalled()
  })

  it('never plays one’s own voice: both pictures are silent, the other’s sound is on its own', () => {
    setup()
    expect(screen.getByLabelText<HTMLVideoElement>('Your video').muted).toBe(true)
    expect(remoteVideo().muted).toBe(true)
    const sound = document.querySelector('audio')
    expect(sound?.muted).toBe(false)
    expect(sound?.srcObject).toBeTruthy()
  })

  it('mirrors oneself, and nobody else', () => {
    setup()
    expect(screen.getByLabelText('Your video')).toHaveAttribute('data-mirrored', 'true')
    expect(remoteVideo()).toHaveAttribute('data-mirrored', 'false')
  })

  it('shows a shared screen whole', () => {
    const { update } = setup()
    update({ remote: { microphone: true, camera: false, screen: true } })
    expect(remoteVideo()).toBeVisible()
    expect(remoteVideo()).toHaveAttribute('data-fit', 'contain')
  })

  it('shows a still instead of a frozen frame when the other camera goes off, and keeps the sound', () => {
    const { update, props } = setup()
    expect(stillOf('ada')).toBeNull()
    const video = remoteVideo()
    update({ remote: { microphone: true, camera: false, screen: false } })
    expect(stillOf('ada')).toBeVisible()
    expect(remoteVideo()).toBe(video)
    expect(video).toHaveClass('hidden')
    expect(video.srcObject).toBe(props.remoteStream)
  })

  it('says when the other side is muted, in a region that was there before, and whether the controls show or not', () => {
    const { update } = setup()
    const regions = () => [...document.querySelectorAll('[aria-live]')]
    const before = regions()
    const [region] = before
    expect(region).toBeEmptyDOMElement()
    update({ remote: { microphone: false, camera: true, screen: false } })
    expect(regions()).toEqual(before)
    expect(region).toHaveTextContent(/^ada is muted$/)
    expect(screen.getByText('ada is muted').closest('.controls, .fading')).toBeNull()
  })

  it('takes the focus when it appears, so that it is spoken', () => {
    setup()
    expect(screen.getByRole('region', { name: 'In call with ada' })).toHaveFocus()
  })

  it('takes the focus after the dialog in which the call was answered, not the element that had it before', async () => {
    stubPlay()
    const before = (
      <>
        <input aria-label="Typing" />
        <IncomingDialog {...incomingProps()} />
      </>
    )
    const { rerender } = render(<input aria-label="Typing" />, { reactStrictMode: true })
    screen.getByRole('textbox').focus()
    rerender(before)
    await waitFor(() => expect(screen.getByRole('button', { name: 'Accept' })).toHaveFocus())
    rerender(<CallScreen {...callProps()} />)
    await act(async () => undefined)
    expect(screen.getByRole('region', { name: 'In call with ada' })).toHaveFocus()
  })

  it('shows how long the call lasts, and how the connection is in words', () => {
    const { update } = setup()
    expect(screen.getByRole('timer')).toHaveTextContent('01:05')
    const status = connectionStatus()
    expect(status).toBeEmptyDOMElement()
    update({ connection: 'connecting' })
    expect(connectionStatus()).toBe(status)
    expect(connectionStatus()).toHaveTextContent('Connecting…')
    update({ connection: 'interrupted' })
    expect(connectionStatus()).toHaveTextContent('Reconnecting…')
  })

  it('says what became of a device by itself, without taking the place of anything', () => {
    const { update } = setup()
    const notes = screen.getAllByRole('status')[1]
    expect(notes).toBeEmptyDOMElement()
    update({ deviceNotices: [{ kind: 'camera', gone: 'Desk Camera', unplugged: true, now: 'FaceTime Camera' }] })
    expect(screen.getAllByRole('status')[1]).toBe(notes)
    expect(notes).toHaveTextContent('Desk Camera was unplugged. Using FaceTime Camera.')
    update({})
    expect(notes).toBeEmptyDOMElement()
  })

  it('tells somebody who speaks while muted so, and unmutes with one press', async () => {
    const { props, user, update } = setup({ muted: true, voice: 'mutedSpeech' })
    expect(screen.getByText('You are muted.')).toBeVisible()
    await user.click(button('Unmute'))
    expect(props.onToggleMute).toHaveBeenCalledOnce()
    update({ voice: null })
    expect(screen.queryByRole('button', { name: 'Unmute' })).toBeNull()
  })

  it('says that a device has not started for a while, and whom to answer', () => {
    const { update } = setup({ awaited: 'microphone' })
    expect(screen.getByText('Waiting for your microphone. If your browser asks, choose Allow.')).toBeVisible()
    update({ awaited: null })
    expect(screen.queryByText(/Waiting for/)).toBeNull()
  })

  it('tells of a silent microphone, with the devices one press away', async () => {
    const { user } = setup({ voice: 'silent' })
    expect(screen.getByText('Your microphone is silent. Check it, or choose another.')).toBeVisible()
    await user.click(button('Choose'))
    expect(screen.getByRole('dialog', { name: 'Devices' })).toBeVisible()
  })

  it('leaves the controls of somebody met by chance there, who may want to be gone at once', () => {
    vi.useFakeTimers()
    const controls = () => screen.getByRole('region', { name: 'In call with ada' }).dataset.controls
    const { update } = setup({ veiled: true })
    act(() => void vi.advanceTimersByTime(10_000))
    expect(controls()).toBe('shown')
    update({ veiled: false })
    act(() => void vi.advanceTimersByTime(10_000))
    expect(controls()).toBe('hidden')
  })

  it('counts the seconds of an interruption for the eye alone', () => {
    vi.useFakeTimers()
    try {
      let now = 1_000_000
      const { update } = setup({ clock: () => now })
      update({ clock: () => now, connection: 'interrupted', interruptedSince: now - 6_000 })
      const status = connectionStatus()
      expect(status).toHaveTextContent(/^Reconnecting… ?0:06$/)
      now += 1_000
      act(() => void vi.advanceTimersByTime(1_000))
      expect(status).toHaveTextContent(/^Reconnecting… ?0:07$/)
      expect(screen.getByText('0:07')).toHaveAttribute('aria-hidden', 'true')
      update({ connection: 'connected', interruptedSince: null })
      expect(status).toBeEmptyDOMElement()
    } finally {
      vi.useRealTimers()
    }
  })

  it('says that a change did not go through for as long as it is tried again, and first of all that it reconnects', () => {
    const { update } = setup({})
    update({ troubled: true })
    expect(connectionStatus()).toHaveTextContent('Something went wrong. Trying again…')
    update({ troubled: true, connection: 'interrupted' })
    expect(connectionStatus()).toHaveTextContent(/^Reconnecting…/)
    update({ troubled: false, connection: 'connected' })
    expect(connectionStatus()).toBeEmptyDOMElement()
  })

  it('says what is wrong with one’s own camera until it is put away, and again when it comes back', async () => {
    const onRetry = vi.fn()
    const { user, update } = setup({ cameraProblem: 'inUse', onRetry })
    expect(screen.getByRole('alert')).toHaveTextContent('Your camera is used by another app')
    await user.click(button('Try again'))
    expect(onRetry).toHaveBeenCalledOnce()
    await user.click(button('Dismiss'))
    expect(screen.queryByRole('alert')).toBeNull()
    update({ cameraProblem: null })
    update({ cameraProblem: 'inUse' })
    expect(screen.getByRole('alert')).toBeVisible()
  })
})

describe('the devices of a call', () => {
  it('share their menu with a switch to use less data, which does not close it', async () => {
    const { props, user } = setup()
    await user.click(button('Choose devices'))
    await user.click(await screen.findByRole('switch', { name: 'Use less data' }))
    expect(props.onLessData).toHaveBeenCalledExactlyOnceWith(true)
    expect(screen.getByRole('dialog', { name: 'Devices' })).toBeVisible()
  })

  it('can be changed, the speaker only where the browser knows speakers', async () => {
    const { props, user } = setup()
    await user.click(button('Choose devices'))
    expect(await screen.findByRole('combobox', { name: 'Camera' })).toHaveTextContent('Webcam')
    expect(screen.queryByRole('combobox', { name: 'Speaker' })).toBeNull()
    expect(screen.getByRole('dialog', { name: 'Devices' })).toHaveFocus()
    await user.click(screen.getByRole('combobox', { name: 'Microphone' }))
    await user.click(await screen.findByRole('option', { name: 'Microphone 1' }))
    expect(props.onToggleMute).not.toHaveBeenCalled()
  })

  it('number two of one name', async () => {
    const twice = ['a', 'b'].map((id) => ({ id, label: 'USB Camera' }))
    const { user } = setup({ devices: { cameras: twice, microphones: [], speakers: [] }, cameraId: 'b' })
    await user.click(button('Choose devices'))
    expect(await screen.findByRole('combobox', { name: 'Camera' })).toHaveTextContent('USB Camera 2')
  })
})

describe('the speaker of a call', () => {
  const speakers = (...ids: string[]) => ({
    ...callProps().devices,
    speakers: ids.map((id) => ({ id, label: `Speaker ${id}` })),
  })

  /** A browser that can choose a speaker, and refuses those in `refused`. */
  function stubSinks() {
    const refused = new Set<string>()
    const sinks: string[] = []
    const at = new WeakMap<Element, string>()
    async function setSinkId(this: Element, id: string) {
      sinks.push(id)
      if (refused.has(id)) throw new DOMException('', 'NotFoundError')
      at.set(this, id)
    }
    function sinkId(this: Element) {
      return at.get(this) ?? ''
    }
    Object.defineProperties(HTMLMediaElement.prototype, {
      setSinkId: { configurable: true, value: setSinkId },
      sinkId: { configurable: true, get: sinkId },
    })
    return { sinks, refused }
  }
  afterEach(() => {
    for (const name of ['setSinkId', 'sinkId']) Reflect.deleteProperty(HTMLMediaElement.prototype, name)
  })

  const shown = async () => (await screen.findByRole('combobox', { name: 'Speaker' })).textContent

  it('is taken when it comes, given up when it goes, and taken again when it returns', async () => {
    const { sinks } = stubSinks()
    const { update } = setup({ speakerId: 's', devices: speakers('other') })
    await act(async () => undefined)
    expect(sinks).toEqual([])
    for (const listed of [['other', 's'], ['other'], ['other', 's']]) {
      update({ speakerId: 's', devices: speakers(...listed) })
      await act(async () => undefined)
    }
    expect(sinks).toEqual(['s', '', 's'])
  })

  it('is shown as the one that really plays: the default while the chosen one is away or refused', async () => {
    const { refused, sinks } = stubSinks()
    refused.add('s')
    const { user, update } = setup({ speakerId: 's', devices: speakers('d', 's'), defaultSpeakerId: 'd' })
    await user.click(button('Choose devices'))
    expect(await shown()).toBe('Speaker d')
    refused.clear()
    update({ speakerId: 's', devices: speakers('d', 's', 'new'), defaultSpeakerId: 'd' })
    await waitFor(async () => expect(await shown()).toBe('Speaker s'))
    expect(sinks).toEqual(['s', 's'])
    update({ speakerId: 's', devices: speakers('d', 'new'), defaultSpeakerId: 'd' })
    await waitFor(async () => expect(await shown()).toBe('Speaker d'))
  })

  it('is called the system’s default where the browser does not name that', async () => {
    stubSinks()
    const { user } = setup({ devices: speakers('d') })
    await user.click(button('Choose devices'))
    expect(await shown()).toBe('System default')
  })

  it('is picked in the browser’s own picker where that lists no speakers by itself', async () => {
    stubSinks()
    const onAskSpeaker = vi.fn()
    const { user } = setup({ onAskSpeaker })
    await user.click(button('Choose devices'))
    await user.click(await screen.findByRole('button', { name: 'Choose a speaker…' }))
    expect(onAskSpeaker).toHaveBeenCalledOnce()
  })
})

describe('a screen or a picture that does not leave', () => {
  it('is said in words, without offering to open the camera again', async () => {
    const { user, update } = setup({ screenProblem: 'blocked', onRetry: vi.fn() })
    expect(screen.getByRole('alert')).toHaveTextContent('Allow the browser to record it')
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
    await user.click(button('Dismiss'))
    expect(screen.queryByRole('alert')).toBeNull()
    update({ unsent: { audio: null, video: 'noCodec' } })
    expect(screen.getByRole('alert')).toHaveTextContent('share no video format')
  })
})

describe('a browser that refuses to play sound', () => {
  it('is asked again by itself when the own microphone has opened, as after a reload', async () => {
    const play = stubPlay()
    play.mockRejectedValue(autoplayBlocked())
    const props = callProps({ localStream: null })
    const { rerender } = render(<CallScreen {...props} />)
    await screen.findByRole('button', { name: 'Tap to hear them' })
    play.mockResolvedValue(undefined)
    rerender(<CallScreen {...props} localStream={fakeStream()} />)
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Tap to hear them' })).toBeNull())
  })

  it('can still be asked by a tap after an attempt that was cut short', async () => {
    const play = stubPlay()
    play.mockRejectedValue(autoplayBlocked())
    const props = callProps({ localStream: null })
    const { rerender } = render(<CallScreen {...props} />)
    await screen.findByRole('button', { name: 'Tap to hear them' })
    play.mockClear()
    play.mockRejectedValue(new DOMException('interrupted by a new load', 'AbortError'))
    rerender(<CallScreen {...props} localStream={fakeStream()} />)
    await waitFor(() => expect(play.mock.contexts).toContain(document.querySelector('audio')))
    await act(async () => undefined)
    expect(screen.getByRole('button', { name: 'Tap to hear them' })).toBeVisible()
  })

  it('is asked again by a tap, which starts the picture too', async () => {
    const play = stubPlay()
    play.mockRejectedValue(autoplayBlocked())
    render(<CallScreen {...callProps({ localStream: null })} />)
    const hear = await screen.findByRole('button', { name: 'Tap to hear them' })
    play.mockClear()
    play.mockResolvedValue(undefined)
    await userEvent.setup().click(hear)
    expect(play.mock.contexts).toContain(document.querySelector('audio'))
    expect(play.mock.contexts).toContain(remoteVideo())
    expect(screen.queryByRole('button', { name: 'Tap to hear them' })).toBeNull()
  })
})
