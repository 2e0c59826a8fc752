import { expect, test, vi } from 'vitest'
import { keepRunning } from './keepRunning.ts'

/** WebKit's own state, which the standard's type does not know yet. */
type State = AudioContextState | 'interrupted'

/** A context that runs only if the system and the person let it. */
class FakeContext extends EventTarget {
  state: State = 'suspended'
  allowed = false
  readonly resume = vi.fn(async () => {
    if (!this.allowed) throw new DOMException('not allowed to start', 'NotAllowedError')
    this.become('running')
  })
  become(state: State): void {
    this.state = state
    this.dispatchEvent(new Event('statechange'))
  }
}

function open() {
  const context = new FakeContext()
  const page = new EventTarget()
  return { context, page, stop: keepRunning(context as unknown as AudioContext, page) }
}

test.each(['click', 'touchend', 'keydown'])('a context that begins suspended runs after a %s', (press) => {
  const { context, page, stop } = open()
  context.allowed = true
  page.dispatchEvent(new Event(press))
  expect(context.state).toBe('running')
  page.dispatchEvent(new Event(press))
  expect(context.resume).toHaveBeenCalledTimes(2)
  stop()
})

test('a context that a phone call interrupts is resumed as soon as the system lets it', () => {
  const { context, stop } = open()
  context.allowed = true
  context.become('running')
  for (const state of ['interrupted', 'suspended'] as const) {
    context.become(state)
    expect(context.state).toBe('running')
  }
  stop()
})

test('one that may not run yet is tried again at the next press, and when the page is seen', () => {
  const { context, page, stop } = open()
  context.become('interrupted')
  expect(context.state).toBe('interrupted')
  context.allowed = true
  page.dispatchEvent(new Event('visibilitychange'))
  expect(context.state).toBe('running')
  stop()
})

test('one that is let go is left alone, and a closed one too', () => {
  const { context, page, stop } = open()
  context.become('closed')
  page.dispatchEvent(new Event('click'))
  expect(context.resume).toHaveBeenCalledOnce()
  stop()
  context.become('suspended')
  page.dispatchEvent(new Event('click'))
  expect(context.resume).toHaveBeenCalledOnce()
})
