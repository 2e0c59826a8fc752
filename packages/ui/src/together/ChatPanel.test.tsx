import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import '../testing/setup.ts'
import type { BatchItem, FileItem, MessageItem } from '../types/together.ts'
import { ChatPanel, type ChatPanelProps } from './ChatPanel.tsx'

const message = (over: Partial<MessageItem>): MessageItem => ({
  ...{ id: 'm1', from: 'them', text: 'hello', at: 1_000, wall: 1_000, delivered: true },
  ...over,
})

const file = (over: Partial<FileItem>): FileItem => ({
  ...{ id: 'f1', from: 'them', name: 'notes.pdf', size: 2_000_000, at: 500, state: 'offered', bytes: 0 },
  ...{ rate: null, pausedByMe: false, pausedByThem: false, savable: false, batch: null },
  ...over,
})

function setup(over: Partial<ChatPanelProps> = {}) {
  const props: ChatPanelProps = {
    ...{
      peer: 'ada',
      messages: [],
      files: [],
      batches: [],
      note: null,
      maxLength: 4_000,
      onSend: vi.fn(() => true),
      onFiles: vi.fn(),
    },
    ...{
      onClose: vi.fn(),
      onAccept: vi.fn(),
      onDecline: vi.fn(),
      onPause: vi.fn(),
      onCancel: vi.fn(),
      onSave: vi.fn(),
      onAcceptAll: vi.fn(),
      onDeclineAll: vi.fn(),
      onCancelAll: vi.fn(),
    },
    ...over,
  }
  const { rerender } = render(<ChatPanel {...props} />)
  const update = (next: Partial<ChatPanelProps>) => rerender(<ChatPanel {...props} {...next} />)
  return { props, user: userEvent.setup(), update }
}

const field = () => screen.getByRole('textbox', { name: 'Message' })
const button = (name: string) => screen.getByRole('button', { name })

test('it keeps the contract of accessible names, and one can write at once', () => {
  setup()
  expect(screen.getByRole('region', { name: 'Chat with ada' })).toBeVisible()
  expect(screen.getByRole('log', { name: 'Messages' })).toBeVisible()
  expect(field()).toHaveFocus()
  for (const name of ['Send', 'Attach files', 'Close chat']) expect(button(name)).toBeVisible()
})

test('Enter sends and clears, Shift+Enter begins a line, and nothing empty is sent', async () => {
  const { props, user } = setup()
  await user.type(field(), ' {Enter}')
  expect(props.onSend).not.toHaveBeenCalled()
  await user.type(field(), 'one{Shift>}{Enter}{/Shift}two{Enter}')
  expect(props.onSend).toHaveBeenCalledExactlyOnceWith(' one\ntwo')
  expect(field()).toHaveValue('')
})

test('a message that does not leave stays in the field, and the panel says so', async () => {
  const { user } = setup({ onSend: () => false })
  await user.type(field(), 'one{Enter}')
  expect(field()).toHaveValue('one')
  expect(screen.getByRole('alert')).toHaveTextContent('could not be sent')
})

test('a text that is too long is not cut: it stays, and it is said by how much', async () => {
  const { props, user } = setup({ maxLength: 10 })
  await user.click(field())
  await user.paste('12345678901 ')
  await user.keyboard('{Enter}')
  expect(field()).toHaveValue('12345678901 ')
  expect(screen.getByRole('alert')).toHaveTextContent('1 character too long')
  expect(props.onSend).not.toHaveBeenCalled()
  await user.keyboard('{Backspace}{Backspace}{Enter}')
  expect(props.onSend).toHaveBeenCalledExactlyOnceWith('1234567890')
  expect(screen.queryByRole('alert')).toBeNull()
})

test('no key typed in it reaches the shortcuts of the call; Escape closes', async () => {
  const pressed = vi.fn()
  window.addEventListener('keydown', pressed)
  const { props, user } = setup()
  await user.type(field(), 'msv')
  button('Close chat').focus()
  await user.keyboard('m')
  await user.keyboard('{Escape}')
  expect(pressed).not.toHaveBeenCalled()
  expect(props.onClose).toHaveBeenCalledOnce()
  window.removeEventListener('keydown', pressed)
})

test('markup is text, an address is a link elsewhere, and an undelivered message says so', () => {
  setup({
    messages: [message({ text: '<b>x</b> https://a.example' }), message({ id: 'm2', from: 'me', delivered: false })],
  })
  expect(screen.getByText(/<b>x<\/b>/)).toBeVisible()
  const link = screen.getByRole('link')
  expect(link).toHaveAttribute('target', '_blank')
  expect(link).toHaveAttribute('rel', expect.stringContaining('noopener'))
  expect(screen.getByText('Not delivered yet')).toBeVisible()
})

test('a file offers what can be done with it, and stands where it fell among the messages', async () => {
  const { props, user, update } = setup({ messages: [message({})], files: [file({})] })
  const order = screen.getAllByRole('listitem').map(({ textContent }) => textContent)
  expect(order[0]).toContain('notes.pdf')
  await user.click(button('Accept notes.pdf'))
  await user.click(button('Decline notes.pdf'))
  update({ files: [file({ state: 'moving', bytes: 500_000, rate: 1_500_000 })] })
  expect(screen.getByText('500 kB of 2.0 MB · 1.5 MB/s')).toBeVisible()
  expect(screen.getByRole('progressbar', { name: 'Progress of notes.pdf' })).toBeVisible()
  await user.click(button('Pause notes.pdf'))
  await user.click(button('Cancel notes.pdf'))
  update({ files: [file({ state: 'moving', pausedByMe: true })] })
  await user.click(button('Resume notes.pdf'))
  update({ files: [file({ state: 'done', savable: true })] })
  await user.click(button('Save notes.pdf'))
  const { onAccept, onDecline, onPause, onCancel, onSave } = props
  for (const act of [onAccept, onDecline, onCancel, onSave]) expect(act).toHaveBeenCalledExactlyOnceWith('f1')
  expect(onPause).toHaveBeenNthCalledWith(1, 'f1', true)
  expect(onPause).toHaveBeenNthCalledWith(2, 'f1', false)
})

test('the keyboard stays at a file whose button has gone, and moves to none that it was not at', async () => {
  const { user, update } = setup({ files: [file({})] })
  button('Accept notes.pdf').focus()
  await user.keyboard('{Enter}')
  update({ files: [file({ state: 'moving' })] })
  expect(screen.getByRole('region', { name: 'File notes.pdf' })).toHaveFocus()
  await user.tab()
  expect(button('Pause notes.pdf')).toHaveFocus()
  field().focus()
  update({ files: [file({ state: 'done' })] })
  expect(field()).toHaveFocus()
})

const batch = (over: Partial<BatchItem>): BatchItem => ({
  ...{ id: 'b1', from: 'them', count: 200, size: 800_000_000, at: 500, done: 0, failed: 0, bytes: 0, state: 'asked' },
  ...over,
})
const photos = (over: Partial<FileItem>, count = 20) =>
  Array.from({ length: count }, (_, n) => file({ id: `p${n}`, name: `photo-${n}.jpg`, batch: 'b1', ...over }))

test('200 files are one row, accepted by one press; each can be looked at and taken alone', async () => {
  const { props, user, update } = setup({ messages: [message({})], batches: [batch({})], files: photos({}) })
  const row = screen.getByRole('region', { name: '200 files' })
  expect(row).toHaveTextContent('800 MB')
  expect(screen.queryByRole('region', { name: 'File photo-3.jpg' })).toBeNull()
  await user.click(button('Show 20 of 200'))
  await user.click(button('Decline photo-3.jpg'))
  await user.click(button('Show less'))
  button('Accept all').focus()
  await user.keyboard('{Enter}')
  update({ batches: [batch({ state: 'moving', done: 3, bytes: 12_000_000 })], files: photos({ state: 'done' }) })
  expect(row).toHaveFocus()
  expect(row).toHaveTextContent('3 of 200 received · 12 MB of 800 MB')
  expect(screen.getByRole('progressbar', { name: 'Progress of 200 files' })).toHaveAttribute('value', '12000000')
  await user.click(button('Cancel all'))
  const { onAcceptAll, onCancelAll, onDecline } = props
  expect([onAcceptAll, onCancelAll].map((act) => vi.mocked(act).mock.calls)).toEqual([[['b1']], [['b1']]])
  expect(onDecline).toHaveBeenCalledExactlyOnceWith('p3')
})

test('of many files those are shown that move or failed, and no row for each that nobody wanted', () => {
  const files = [...photos({ state: 'done' }), file({ id: 'x', name: 'x.jpg', batch: 'b1', state: 'noRoom' })]
  const { update } = setup({ batches: [batch({ state: 'moving' })], files })
  expect(screen.getByRole('region', { name: 'File x.jpg' })).toBeVisible()
  expect(screen.getAllByRole('region', { name: /^File/ })).toHaveLength(1)
  update({ batches: [batch({ state: 'over', failed: 200 })], files: photos({ state: 'cancelled' }, 200) })
  expect(screen.queryAllByRole('region', { name: /^File/ })).toHaveLength(0)
  expect(screen.getByRole('region', { name: '200 files' })).toHaveTextContent('Cancelled')
})

test('a few files that were sent together are named by the first, and shown one by one when they come', async () => {
  const { props, user, update } = setup({ batches: [batch({ count: 3 })], files: photos({}, 3) })
  expect(screen.getByRole('region', { name: '3 files' })).toHaveTextContent('photo-0.jpg and 2 more')
  await user.click(button('Decline all'))
  expect(props.onDeclineAll).toHaveBeenCalledExactlyOnceWith('b1')
  update({ batches: [batch({ count: 3, state: 'moving' })], files: photos({ state: 'moving' }, 3) })
  expect(screen.getAllByRole('region', { name: /^File/ })).toHaveLength(3)
})

test('why something was not sent is said at once', () => {
  setup({ note: '“photos” is a folder with nothing in it to send.' })
  expect(screen.getByRole('alert')).toHaveTextContent('“photos” is a folder')
})
