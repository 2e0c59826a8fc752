import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { homeProps } from '../testing/homeProps.ts'
import '../testing/setup.ts'
import { HomeScreen, type HomeScreenProps } from './HomeScreen.tsx'

function setup(over: Partial<HomeScreenProps> = {}) {
  const props = homeProps(over)
  const { rerender } = render(<HomeScreen {...props} />, { reactStrictMode: true })
  return {
    props,
    user: userEvent.setup(),
    update: (next: Partial<HomeScreenProps>) => rerender(<HomeScreen {...props} {...next} />),
  }
}

const field = () => screen.getByRole('textbox', { name: 'ID to call' })

describe('HomeScreen', () => {
  it('keeps the contract of accessible names', () => {
    setup()
    expect(field()).toBeVisible()
    expect(screen.getByRole('button', { name: 'Video call' })).toBeVisible()
    expect(screen.getByRole('button', { name: 'Voice call' })).toBeVisible()
    expect(screen.getByRole('list', { name: 'People online' })).toBeVisible()
    expect(screen.getByText('ada')).toBeVisible()
    expect(screen.getByText('Online · this is your ID')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Copy invite' })).toBeVisible()
    expect(screen.getByRole('button', { name: 'Change ID' })).toBeVisible()
    expect(screen.getByRole('button', { name: 'Settings' })).toBeVisible()
  })

  it('reminds one that not everybody can ring', () => {
    const { rerender } = render(<HomeScreen {...homeProps()} />)
    expect(screen.queryByText(/ring you/)).toBeNull()
    rerender(<HomeScreen {...homeProps({ me: { userId: 'ada', server: 'online', ring: 'nobody' } })} />)
    expect(screen.getByText('Do not disturb: nobody can ring you')).toBeInTheDocument()
  })

  it('has focus when it appears, so that somebody who comes back to it is told where they are', () => {
    setup()
    expect(screen.getByRole('heading', { name: 'Who do you want to call?' })).toHaveFocus()
  })

  it('leads to the settings', async () => {
    const { props, user } = setup()
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    expect(props.onSettings).toHaveBeenCalledExactlyOnceWith()
    expect(props.onChangeId).not.toHaveBeenCalled()
  })

  it('says in red that a call was stopped because it could not be trusted, and no other end', () => {
    vi.useFakeTimers()
    const notice = { reason: 'insecure', peer: 'grace', direction: 'outgoing', seconds: null } as const
    const { update } = setup({ notice })
    act(() => vi.advanceTimersByTime(100))
    const status = screen.getByRole('status')
    expect(status).toHaveTextContent(/^Call stopped: the connection to grace could not be verified/)
    expect(status.parentElement).toHaveAttribute('data-tone', 'end')
    update({ notice: { ...notice, reason: 'lost' } })
    expect(status.parentElement).not.toHaveAttribute('data-tone')
  })

  it('offers both calls to people who are free and none to people in a call', async () => {
    const { props, user } = setup()
    const list = within(screen.getByRole('list', { name: 'People online' }))
    await user.click(list.getByRole('button', { name: 'Call grace with voice' }))
    await user.click(list.getByRole('button', { name: 'Call grace with video' }))
    expect(vi.mocked(props.onCall).mock.calls).toEqual([
      ['grace', 'voice'],
      ['grace', 'video'],
    ])
    expect(list.getByText('In a call')).toBeVisible()
    expect(list.queryByRole('button', { name: /linus/ })).toBeNull()
  })

  it('says in words how the last call ended, and can be told to forget it', async () => {
    const dismissed = vi.fn()
    const notice = { reason: 'declined', peer: 'grace', direction: 'outgoing', seconds: null } as const
    const { user } = setup({ notice, onDismissNotice: dismissed })
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent(/^grace declined$/))
    await user.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(dismissed).toHaveBeenCalledOnce()
  })

  it('has its status before there is anything to say', () => {
    vi.useFakeTimers()
    setup({ notice: { reason: 'hangup', peer: 'grace', direction: 'incoming', seconds: 133 } })
    const status = screen.getByRole('status')
    expect(status).toBeEmptyDOMElement()
    act(() => vi.advanceTimersByTime(100))
    expect(screen.getByRole('status')).toBe(status)
    expect(status).toHaveTextContent('Call ended · 02:13')
  })

  it('has nothing in its status as soon as the notice is put away', () => {
    vi.useFakeTimers()
    const { update } = setup({ notice: { reason: 'timeout', peer: 'grace', direction: 'outgoing', seconds: null } })
    act(() => vi.advanceTimersByTime(100))
    expect(screen.getByRole('status')).toHaveTextContent('No answer')
    update({ notice: null })
    expect(screen.getByRole('status')).toBeEmptyDOMElement()
  })

  it('shows a search only when there are many, or one is under way', () => {
    setup()
    expect(screen.queryByRole('searchbox', { name: 'Search people' })).toBeNull()
  })

  it('keeps the search once it was there, though few are online when it is emptied', () => {
    const { update } = setup({ total: 9 })
    const search = screen.getByRole('searchbox', { name: 'Search people' })
    search.focus()
    update({ total: 1, query: 'gr' })
    update({ total: 1, query: '' })
    expect(search).toHaveFocus()
    expect(search).toHaveAttribute('maxlength', '32')
  })

  it('hands the search on and tells how many more there are', async () => {
    const { props, user } = setup({ total: 9 })
    await user.type(screen.getByRole('searchbox', { name: 'Search people' }), 'g')
    expect(props.onQuery).toHaveBeenCalledWith('g')
    expect(screen.getByText('and 7 more: search to find them')).toBeVisible()
  })

  it('says when a search finds nobody', () => {
    setup({ people: [], total: 40, query: 'xyz' })
    expect(screen.getByText(/Nobody online matches “xyz”/)).toBeVisible()
  })

  it.each(['', 'xyz'])('claims nothing about who is there before the list for "%s" has come', (query) => {
    const { update } = setup({ people: [], total: 0, query, loaded: false })
    expect(screen.getByText('Looking who is online…')).toBeVisible()
    expect(screen.queryByText(/^Nobody/)).toBeNull()
    update({ people: [], total: 0, query, loaded: true })
    expect(screen.getByText(/^Nobody/)).toBeVisible()
  })

  it('waits for the connection rather than for the list, for any search', () => {
    setup({ people: [], total: 0, query: 'xyz', loaded: false, me: { userId: 'ada', server: 'connecting' } })
    expect(screen.getByText('Waiting for the connection to see who is online…')).toBeVisible()
  })

  it('invites when nobody is online', async () => {
    const { props, user } = setup({ people: [], total: 0 })
    await user.click(screen.getByRole('button', { name: 'Invite someone' }))
    expect(props.onShare).toHaveBeenCalledOnce()
    expect(await screen.findByText('Copied')).toBeVisible()
  })

  it('says for a moment whether the invite was copied', async () => {
    vi.useFakeTimers()
    setup({ onShare: () => Promise.reject(new Error('no clipboard')) })
    await act(async () => screen.getByRole('button', { name: 'Copy invite' }).click())
    expect(screen.getByText('Could not copy')).toBeVisible()
    act(() => vi.advanceTimersByTime(2500))
    expect(screen.getByRole('button', { name: 'Copy invite' })).toBeVisible()
  })

  it('lets nobody call while it is not connected', () => {
    setup({ me: { userId: 'ada', server: 'offline' } })
    expect(screen.getByText('Offline, trying again…')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Call grace with video' })).toBeDisabled()
  })

  it('lists past calls and calls back the way it was', async () => {
    const at = new Date(2025, 2, 6, 9, 12).getTime()
    const missed = { direction: 'incoming', outcome: 'missed', media: 'voice', at, seconds: null } as const
    const { props, user } = setup({
      recents: [{ ...missed, callId: '1', userId: 'margaret' }],
      clock: () => at + 60_000,
      locale: 'en-GB',
    })
    expect(screen.getByText(/^Missed · 0?9:12$/)).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Call margaret back' }))
    expect(props.onCall).toHaveBeenCalledWith('margaret', 'voice')
  })
})

describe('the dial field', () => {
  it('starts a video call on Enter, blanks around the ID forgiven', async () => {
    const { props, user } = setup()
    await user.type(field(), ' grace.h {Enter}')
    expect(props.onCall).toHaveBeenCalledExactlyOnceWith('grace.h', 'video')
  })

  it.each([
    ['a mention', '@grace'],
    ['an invite', 'https://parley.example/?call=grace'],
    ['an invite with its words', 'Call me on Parley: grace\nhttps://parley.example/?call=grace.'],
    ['an ID with marks that nobody sees', '\u2068grace\u2069\u200b'],
    ['an ID at the end of a sentence', '“grace”.'],
  ])('calls whoever is pasted as %s', async (_what, text) => {
    const { props, user } = setup()
    await user.click(field())
    await user.paste(text)
    await user.keyboard('{Enter}')
    expect(props.onCall).toHaveBeenCalledExactlyOnceWith('grace', 'video')
  })

  it('opens a call link that is pasted, and says what to do about a broken one', async () => {
    const { props, user } = setup()
    await user.click(field())
    await user.paste('Join: https://parley.example/#call=AAAAAAAAAAAAAAAAAAAAAA.')
    await user.keyboard('{Enter}')
    expect(props.onOpenLink).toHaveBeenCalledExactlyOnceWith('AAAAAAAAAAAAAAAAAAAAAA')
    await user.clear(field())
    await user.paste('https://parley.example/#call=AAAA')
    await user.keyboard('{Enter}')
    expect(screen.getByText('Part of this call link is missing. Copy all of it, or ask for it again.')).toBeVisible()
    expect(props.onCall).not.toHaveBeenCalled()
  })

  it('starts from the ID of an invite', async () => {
    const { props, user } = setup({ dialText: 'grace' })
    await user.click(screen.getByRole('button', { name: 'Voice call' }))
    expect(props.onCall).toHaveBeenCalledWith('grace', 'voice')
  })

  it.each([
    ['ADA', 'That is your own ID'],
    ['a b', 'Use letters a–z, digits, dots, dashes and underscores only.'],
  ])('says what is wrong with "%s" instead of calling', async (text, words) => {
    const { props, user } = setup()
    await user.type(field(), `${text}{Enter}`)
    expect(screen.getByRole('alert')).toHaveTextContent(words)
    expect(field()).toHaveAccessibleDescription(words)
    expect(field()).toHaveFocus()
    expect(props.onCall).not.toHaveBeenCalled()
    await user.type(field(), 'x')
    expect(screen.getByRole('alert')).toBeEmptyDOMElement()
  })

  it('says so where a call link could not be made', async () => {
    const { user } = setup({ onLink: async () => false })
    const button = screen.getByRole('button', { name: 'New call link' })
    expect(button).toHaveAccessibleDescription('Send a link, whoever opens it joins you')
    await user.click(button)
    expect(button).toHaveAccessibleDescription('The link could not be made. Try again in a moment.')
  })
})
