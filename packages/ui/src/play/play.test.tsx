import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { fitTable, toScreen, toTable } from './drawTable.ts'
import { PlayNote } from './PlayNote.tsx'
import { PuckPanel, type PuckPanelProps } from './PuckPanel.tsx'
import { createSteering, type SteeringWheel } from './steering.ts'
import '../testing/setup.ts'

const shape = { length: 1.6, puckRadius: 0.04, paddleRadius: 0.07, goalHalf: 0.2 }

function panelProps(over: Partial<PuckPanelProps> = {}): PuckPanelProps {
  const spot = { across: 0.5, along: 0.5 }
  return {
    ...{ peer: 'ada', remoteStream: null, shape, scores: { mine: 3, theirs: 2 }, winner: null, waiting: false },
    again: { mine: false, theirs: false },
    health: { frame: 60, hash: 5, repairs: 0, rollbacks: 0, deepest: 0, stalls: 0 },
    picture: () => ({ puck: spot, mine: spot, theirs: spot, countdown: 0 }),
    onSteer: vi.fn(),
    onRematch: vi.fn(),
    onLeave: vi.fn(),
    ...over,
  }
}

/** There is no canvas here; the table is not drawn. */
function renderPanel(over: Partial<PuckPanelProps> = {}) {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
  const props = panelProps(over)
  render(<PuckPanel {...props} />)
  return props
}

test('the score is said in words, and one can leave', async () => {
  const { onLeave } = renderPanel()
  expect(screen.getAllByRole('status')[0]).toHaveTextContent('You 3, ada 2')
  expect(screen.queryByRole('button', { name: 'Rematch' })).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Leave game' }))
  expect(onLeave).toHaveBeenCalledOnce()
})

test('when a round is over it is said who won, and another can be asked for', async () => {
  const { onRematch } = renderPanel({ winner: 'them', again: { mine: false, theirs: true } })
  expect(screen.getByText('ada won')).toBeVisible()
  expect(screen.getByText('ada wants a rematch')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Rematch' }))
  expect(onRematch).toHaveBeenCalledOnce()
})

test('a player who is not heard of is waited for, in words', () => {
  renderPanel({ waiting: true })
  expect(screen.getByText('Waiting for ada…')).toBeVisible()
})

test('an invitation can be taken or put off, and news only read', async () => {
  const [onAccept, onDismiss] = [vi.fn(), vi.fn()]
  const note = { peer: 'ada', onAccept, onDismiss }
  const { rerender } = render(<PlayNote {...note} notice={{ kind: 'asked' }} />)
  expect(screen.getByRole('status')).toHaveTextContent('ada wants to play Puck')
  await userEvent.click(screen.getByRole('button', { name: 'Play' }))
  await userEvent.click(screen.getByRole('button', { name: 'Not now' }))
  expect([onAccept.mock.calls.length, onDismiss.mock.calls.length]).toEqual([1, 1])
  rerender(<PlayNote {...note} notice={{ kind: 'news', news: 'left' }} />)
  expect(screen.getByRole('status')).toHaveTextContent('ada left the game')
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['OK'])
  rerender(<PlayNote {...note} notice={null} />)
  expect(screen.getByRole('status')).toBeEmptyDOMElement()
})

test('a table fits the room there is, lies where that is wider, and is never mirrored', () => {
  for (const [width, height] of [
    [390, 560],
    [1_000, 560],
    [300, 301],
  ] as const) {
    const frame = fitTable(width, height, shape)
    expect(frame.width).toBeLessThanOrEqual(width)
    expect(frame.height).toBeLessThanOrEqual(height)
    const there = toScreen({ across: 0.25, along: 0.75 }, frame)
    const back = toTable(there, frame)
    expect(back.across).toBeCloseTo(0.25)
    expect(back.along).toBeCloseTo(0.75)
  }
  const lying = fitTable(1_000, 560, shape)
  const [own, left] = [toScreen({ across: 0.5, along: 1 }, lying), toScreen({ across: 0, along: 0.5 }, lying)]
  expect(own.x).toBeLessThan(500)
  expect(left.y).toBeLessThan(280)
})

let wheel: SteeringWheel | null = null
afterEach(() => wheel?.close())

const key = (type: 'keydown' | 'keyup', name: string, target: EventTarget = window) => {
  const event = new KeyboardEvent(type, { key: name, bubbles: true, cancelable: true })
  target.dispatchEvent(event)
  return event.defaultPrevented
}

test('keys steer as one sees the table, upright or lying, and are kept from the shortcuts of the call', () => {
  wheel = createSteering(window)
  const none = { kind: 'keys', ahead: false, back: false, left: false, right: false }
  expect(wheel.steering(false)).toEqual({ kind: 'none' })
  expect(key('keydown', 's')).toBe(true)
  expect(wheel.steering(false)).toEqual({ ...none, back: true })
  expect(wheel.steering(true)).toEqual({ ...none, right: true })
  key('keyup', 's')
  key('keydown', 'ArrowUp')
  expect(wheel.steering(false)).toEqual({ ...none, ahead: true })
  expect(wheel.steering(true)).toEqual({ ...none, left: true })
  window.dispatchEvent(new Event('blur'))
  expect(wheel.steering(false)).toEqual({ kind: 'none' })
  expect(key('keydown', 'm')).toBe(false)
})

test('typing steers nothing; the device used last steers', () => {
  wheel = createSteering(window)
  const field = document.body.appendChild(document.createElement('textarea'))
  expect(key('keydown', 'w', field)).toBe(false)
  expect(wheel.steering(false)).toEqual({ kind: 'none' })
  field.remove()
  // The chat scrolls by arrows.
  const beside = document.body.appendChild(document.createElement('section'))
  beside.dataset.beside = ''
  const log = beside.appendChild(document.createElement('ul'))
  expect(key('keydown', 'ArrowDown', log)).toBe(false)
  expect(wheel.steering(false)).toEqual({ kind: 'none' })
  beside.remove()
  wheel.point({ across: 0.1, along: 0.9 })
  expect(wheel.steering(false)).toEqual({ kind: 'pointer', across: 0.1, along: 0.9 })
  key('keydown', 'a')
  key('keyup', 'a')
  expect(wheel.steering(false)).toEqual({ kind: 'none' })
})
