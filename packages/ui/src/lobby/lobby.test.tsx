import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { MatchTools } from '../call/MatchTools.tsx'
import { Veil } from '../call/Veil.tsx'
import { lobbyDevices } from '../testing/lobbyProps.ts'
import { stubPlay } from '../testing/media.ts'
import '../testing/setup.ts'
import { BrokenLink } from './BrokenLink.tsx'
import { LinkActions, type LinkActionsProps } from './LinkActions.tsx'
import { type LobbyDevices, LobbyScreen, type LobbyScreenProps } from './LobbyScreen.tsx'
import { MatchActions, type MatchActionsProps } from './MatchActions.tsx'

const dark = [[true]]

function lobby(over: Partial<LobbyScreenProps> = {}, own: Partial<LobbyDevices> = {}) {
  stubPlay()
  const props: LobbyScreenProps = {
    ...{ title: 'Call link', waiting: false, own: lobbyDevices(own), server: 'online', notice: null },
    ...{ onDismissNotice: vi.fn(), onBack: vi.fn(), children: <p>what to do</p> },
    ...over,
  }
  const { rerender } = render(<LobbyScreen {...props} />, { reactStrictMode: true })
  const update = (next: Partial<LobbyScreenProps>) => rerender(<LobbyScreen {...props} {...next} />)
  return { props, user: userEvent.setup(), update }
}

describe('the lobby', () => {
  it('shows oneself, the devices to choose from, and whether the server is there', () => {
    lobby()
    expect(screen.getByLabelText('Your camera preview')).toBeVisible()
    expect(screen.getByRole('combobox', { name: 'Camera' })).toHaveTextContent('Webcam')
    expect(screen.getByRole('combobox', { name: 'Microphone' })).toHaveTextContent('Headset')
    expect(screen.getByText('Online')).toBeVisible()
  })

  it.each([
    ['connecting', 'Connecting…'],
    ['offline', 'Offline, trying again…'],
  ] as const)('says that it is %s', (server, words) => {
    lobby({ server })
    expect(screen.getByText(words)).toBeVisible()
  })

  it('mutes, turns the camera off and goes back, by button and by key', async () => {
    const { props, user } = lobby()
    await user.click(screen.getByRole('button', { name: 'Mute microphone' }))
    await user.click(screen.getByRole('button', { name: 'Turn camera off' }))
    await user.keyboard('mv{Escape}')
    expect(props.own?.onToggleMute).toHaveBeenCalledTimes(2)
    expect(props.own?.onToggleCamera).toHaveBeenCalledTimes(2)
    expect(props.onBack).toHaveBeenCalledOnce()
  })

  it('keeps the keyboard in the lobby, though the button that was pressed has gone', async () => {
    const { user, update } = lobby({ children: <button type="button">Join</button> })
    await user.click(screen.getByRole('button', { name: 'Join' }))
    update({ title: 'Waiting for someone to join', waiting: true, children: null })
    expect(screen.getByRole('heading', { name: 'Waiting for someone to join' })).toHaveFocus()
    screen.getByRole('button', { name: 'Back' }).focus()
    update({ title: 'Join the call' })
    expect(screen.getByRole('button', { name: 'Back' })).toHaveFocus()
  })

  it('shows no camera and takes no keys for it where there is nothing to join', async () => {
    const { props, user } = lobby({ own: null })
    expect(screen.queryByLabelText('Your camera preview')).toBeNull()
    await user.keyboard('mv{Escape}')
    expect(props.onBack).toHaveBeenCalledOnce()
  })

  it('says that the camera is off, rather than show a black field', () => {
    lobby({}, { camera: { stream: null, state: 'off', problem: null }, cameraOn: false })
    expect(screen.getByText('Your camera is off')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Turn camera on' })).toBeVisible()
  })
})

function atLink(over: Partial<LinkActionsProps> = {}) {
  const props: LinkActionsProps = {
    ...{ url: 'https://parley.example/#call=x', qr: dark, onShare: vi.fn(() => true), waiting: false, userId: 'ada' },
    ...{ name: '', problem: null, gone: false, checking: false, onJoin: vi.fn(), onLeave: vi.fn(), onNewLink: vi.fn() },
    ...over,
  }
  render(<LinkActions {...props} />, { reactStrictMode: true })
  return { props, user: userEvent.setup() }
}

describe('at a call link', () => {
  it('somebody with an ID joins by it', async () => {
    const { props, user } = atLink()
    expect(screen.getByText('You join as ada.')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Join' }))
    expect(props.onJoin).toHaveBeenCalledExactlyOnceWith(null)
  })

  it('a guest needs a name, which is tidied, and is told what is missing', async () => {
    const { props, user } = atLink({ userId: null })
    await user.click(screen.getByRole('button', { name: 'Join as a guest' }))
    expect(screen.getByRole('alert')).toHaveTextContent('Type a name first')
    await user.type(screen.getByRole('textbox', { name: 'Your name' }), ' Grace {Enter}')
    expect(props.onJoin).toHaveBeenCalledExactlyOnceWith('Grace')
  })

  it.each([
    ['علی\u200cرضا', 'علی\u200cرضا'],
    ['👩\u200d💻', '👩\u200d💻'],
    ['\u2068Grace\u2069\u200b Hopper\ufeff', 'Grace Hopper'],
  ])('a guest is called what they are called, without what nobody sees: %j', async (text, name) => {
    const { props, user } = atLink({ userId: null })
    await user.click(screen.getByRole('textbox', { name: 'Your name' }))
    await user.paste(text)
    await user.keyboard('{Enter}')
    expect(props.onJoin).toHaveBeenCalledExactlyOnceWith(name)
  })

  it('a guest is told that a name is too long, or that nobody would see it', async () => {
    const { props, user } = atLink({ userId: null })
    const field = screen.getByRole('textbox', { name: 'Your name' })
    await user.click(field)
    await user.paste('a'.repeat(41))
    await user.keyboard('{Enter}')
    expect(screen.getByRole('alert')).toHaveTextContent('This name is too long. 40 letters fit.')
    await user.clear(field)
    await user.paste('\u200d\u3164')
    await user.keyboard('{Enter}')
    expect(screen.getByRole('alert')).toHaveTextContent('Type a name first.')
    expect(props.onJoin).not.toHaveBeenCalled()
  })

  it('nobody is asked for a name while it is looked up whether the link is good', () => {
    atLink({ userId: null, checking: true })
    expect(screen.getByRole('status')).toHaveTextContent('Looking whether this link is still good…')
    expect(screen.queryByRole('textbox')).toBeNull()
  })

  it('a broken link is said to be, and the whole of it is taken instead', async () => {
    const onOpen = vi.fn((text: string) => text.includes('whole'))
    render(<BrokenLink onOpen={onOpen} />, { reactStrictMode: true })
    const user = userEvent.setup()
    expect(screen.getByText(/Part of it was lost on the way/)).toBeVisible()
    const field = screen.getByRole('textbox', { name: 'The whole link' })
    await user.type(field, 'half{Enter}')
    expect(screen.getByRole('alert')).toHaveTextContent('Copy all of it, or ask for it again.')
    expect(field).toHaveFocus()
    await user.clear(field)
    await user.type(field, 'whole{Enter}')
    expect(onOpen).toHaveBeenLastCalledWith('whole')
    expect(screen.getByRole('alert')).toBeEmptyDOMElement()
  })

  it('the link is copied, and its QR code shown, when asked for', async () => {
    const { props, user } = atLink()
    await user.click(screen.getByRole('button', { name: 'Copy link' }))
    expect(props.onShare).toHaveBeenCalledOnce()
    expect(screen.getByText('Copied')).toBeVisible()
    expect(screen.queryByRole('img')).toBeNull()
    await user.click(screen.getByRole('button', { name: 'QR code' }))
    expect(screen.getByRole('img', { name: 'QR code of the call link' })).toBeVisible()
  })

  it('somebody who waits can still give the link to another, and leave', async () => {
    const { props, user } = atLink({ waiting: true })
    expect(screen.getByRole('button', { name: 'Copy link' })).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Leave' }))
    expect(props.onLeave).toHaveBeenCalledOnce()
  })

  it('a link that leads nowhere is not given to anybody; somebody with an ID makes another', async () => {
    const { props, user } = atLink({ gone: true })
    expect(screen.queryByRole('button', { name: 'Copy link' })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'New call link' }))
    expect(props.onNewLink).toHaveBeenCalledOnce()
  })

  it('says so where another link could not be made', async () => {
    const { user } = atLink({ gone: true, onNewLink: async () => false })
    await user.click(screen.getByRole('button', { name: 'New call link' }))
    expect(screen.getByRole('alert')).toHaveTextContent('The link could not be made. Try again in a moment.')
  })
})

function meeting(over: Partial<MatchActionsProps> = {}) {
  const props: MatchActionsProps = {
    ...{ userId: 'ada', waiting: false, queue: null, online: true, onReady: vi.fn(), onStop: vi.fn() },
    ...over,
  }
  render(<MatchActions {...props} />, { reactStrictMode: true })
  return { props, user: userEvent.setup() }
}

describe('meeting someone', () => {
  it('says what the other will see before one is ready', async () => {
    const { props, user } = meeting()
    expect(screen.getByText(/They see your ID, ada/)).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Ready' }))
    expect(props.onReady).toHaveBeenCalledOnce()
  })

  it('is not to be had without the server', async () => {
    const { props, user } = meeting({ online: false })
    await user.click(screen.getByRole('button', { name: 'Ready' }))
    expect(props.onReady).not.toHaveBeenCalled()
  })

  it.each([
    [null, 'One moment…'],
    [1, 'Nobody else is ready yet. You are the first.'],
    [3, '3 people are waiting, you among them.'],
  ])('says how many wait: %s', async (queue, words) => {
    const { props, user } = meeting({ waiting: true, queue })
    expect(screen.getByRole('status')).toHaveTextContent(words)
    await user.click(screen.getByRole('button', { name: 'Stop' }))
    expect(props.onStop).toHaveBeenCalledOnce()
  })

  it('both are blurred until both have pressed Show', async () => {
    const onShow = vi.fn()
    const { rerender } = render(<Veil peer="grace" pressed={false} onShow={onShow} />)
    const veil = within(screen.getByRole('region', { name: 'You are both blurred' }))
    await userEvent.setup().click(veil.getByRole('button', { name: 'Show' }))
    expect(onShow).toHaveBeenCalledOnce()
    rerender(<Veil peer="grace" pressed onShow={onShow} />)
    expect(veil.getByRole('status')).toHaveTextContent('Waiting for grace to press Show')
    expect(veil.queryByRole('button')).toBeNull()
  })

  it('goes on to the next person, by button and by key, or reports this one', async () => {
    const [onNext, onReport] = [vi.fn(), vi.fn()]
    render(<MatchTools onNext={onNext} onReport={onReport} />)
    const user = userEvent.setup()
    await user.click(screen.getByRole('button', { name: 'Next person' }))
    await user.keyboard('n')
    await user.click(screen.getByRole('button', { name: 'Report and block' }))
    expect([onNext.mock.calls.length, onReport.mock.calls.length]).toEqual([2, 1])
  })
})
