import '@testing-library/jest-dom/vitest'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import type { CodeStep } from '../types/codes.ts'
import { AnswerPanel } from './AnswerPanel.tsx'
import { StartPanel, type StartPanelProps } from './StartPanel.tsx'

afterEach(cleanup)

const made: Extract<CodeStep, { step: 'made' }> = {
  step: 'made',
  code: { text: 'ParB123', qr: [[true]], reach: 'network' },
  since: null,
}
const shared = {
  microphone: { state: 'on', problem: null },
  clock: () => 100_000,
  connected: null,
  onRetry: vi.fn(),
  onCancel: vi.fn(),
  onHelp: vi.fn(),
  onCopy: () => true,
  onShare: undefined,
  scan: () => <p>the camera</p>,
} as const
const start = (over: Partial<StartPanelProps>) =>
  render(<StartPanel {...shared} state={{ step: 'idle' }} onStart={vi.fn()} onAnswer={() => null} {...over} />)

it('starts with voice, and with video only if that is chosen', async () => {
  const onStart = vi.fn()
  start({ onStart })
  await userEvent.click(screen.getByRole('button', { name: 'Start with voice' }))
  await userEvent.click(screen.getByRole('button', { name: 'With video' }))
  expect(onStart.mock.calls).toEqual([['voice'], ['video']])
})

it('says what it waits for: first the microphone, then ways to this device', () => {
  const { rerender } = start({
    state: { step: 'making', found: { network: 0, internet: 0 } },
    microphone: { state: 'starting', problem: null },
  })
  expect(screen.getByRole('status')).toHaveTextContent('Allow the microphone')
  const state = { step: 'making', found: { network: 2, internet: 1 } } as const
  rerender(<StartPanel {...shared} state={state} onStart={vi.fn()} onAnswer={() => null} />)
  expect(screen.getByRole('status')).toHaveTextContent('Found 2 ways in your network, 1 way through the internet')
})

it('shows the code to be read, scanned and copied, and how far it reaches', () => {
  start({ state: made })
  expect(screen.getByRole('textbox', { name: 'Your code' })).toHaveValue('ParB123')
  expect(screen.getByRole('img', { name: 'QR code: Your code' })).toBeInTheDocument()
  expect(screen.getByText(/own network only/)).toBeInTheDocument()
})

it('says at the paste what is wrong with it, until it is changed', async () => {
  start({ state: made, onAnswer: () => 'own' })
  await userEvent.click(screen.getByRole('textbox', { name: 'Their answer' }))
  await userEvent.paste('ParB999')
  expect(screen.getByRole('textbox', { name: 'Their answer' })).toHaveValue('ParB999')
  expect(screen.getByRole('alert')).toHaveTextContent('This is your own code')
  await userEvent.type(screen.getByRole('textbox', { name: 'Their answer' }), 'x')
  expect(screen.getByRole('alert')).toBeEmptyDOMElement()
})

it('takes all of a long paste, and shows as much of it as the browser can lay out at once', async () => {
  const onAnswer = vi.fn((text: string) => (text.endsWith('ParB999') ? null : ('notACode' as const)))
  start({ state: made, onAnswer })
  const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Their answer' })
  await userEvent.click(field)
  await userEvent.paste(`${'a'.repeat(100_000)}ParB999`)
  expect(onAnswer.mock.results[0]?.value).toBeNull()
  expect(field.value.length).toBeLessThan(5_000)
})

it('points at help once connecting takes more than fifteen seconds', async () => {
  start({ state: { ...made, since: 86_000 } })
  expect(screen.queryByRole('button', { name: 'What can I do?' })).toBeNull()
  cleanup()
  start({ state: { ...made, since: 84_000 } })
  await userEvent.click(screen.getByRole('button', { name: 'What can I do?' }))
  expect(shared.onHelp).toHaveBeenCalledOnce()
})

it('says that the microphone is blocked, and how it is allowed', async () => {
  start({ state: made, microphone: { state: 'failed', problem: 'denied' } })
  expect(screen.getByText(/Your microphone is blocked/)).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(shared.onRetry).toHaveBeenCalledOnce()
})

it('opens the camera only when somebody wants to scan', async () => {
  start({ state: made })
  expect(screen.queryByText('the camera')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Scan' }))
  expect(screen.getByText('the camera')).toBeInTheDocument()
})

it('asks how to answer a video call, names its sender as a claim, and says what is wrong with a link', async () => {
  const onAnswer = vi.fn()
  const props = { ...shared, state: { step: 'idle' } as const, onOffer: () => null, onAnswer }
  const { rerender } = render(<AnswerPanel {...props} offer={{ from: 'ada', media: 'video' }} />)
  expect(screen.getByRole('heading', { name: 'Video call from “ada”' })).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'With voice only' }))
  expect(onAnswer).toHaveBeenCalledWith('voice')
  rerender(<AnswerPanel {...props} key="link" offer={null} initial="ParB" initialProblem="old" />)
  expect(screen.getByRole('alert')).toHaveTextContent('too old')
})
