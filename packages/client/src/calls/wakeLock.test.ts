import { expect, it } from 'vitest'
import { createWakeLock, type HeldLock } from './wakeLock.ts'

/** A screen that the system darkens when it likes. */
function createScreen() {
  const locks = new Set<HeldLock>()
  const watchers = new Set<() => void>()
  const waiting: (() => void)[] = []
  const state = { visible: true, refuses: false, slow: false, requests: 0 }
  return {
    state,
    locks,
    watchers,
    answer: () => {
      for (const answer of waiting.splice(0)) answer()
    },
    hide() {
      state.visible = false
      for (const lock of [...locks]) void lock.release()
    },
    show() {
      state.visible = true
      for (const watcher of [...watchers]) watcher()
    },
    port: {
      async request() {
        state.requests += 1
        if (state.slow) await new Promise<void>((resolve) => void waiting.push(resolve))
        if (state.refuses) throw new DOMException('low battery', 'NotAllowedError')
        let released = false
        const lock: HeldLock = {
          get released() {
            return released
          },
          async release() {
            released = true
            locks.delete(lock)
          },
        }
        locks.add(lock)
        return lock
      },
      isVisible: () => state.visible,
      onVisible: (listener: () => void) => {
        watchers.add(listener)
        return () => void watchers.delete(listener)
      },
    },
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

it('the screen stays on in a call, and may go dark after it', async () => {
  const screen = createScreen()
  const lock = createWakeLock(screen.port)
  lock.want(true)
  lock.want(true)
  await settle()
  expect([screen.locks.size, screen.state.requests]).toEqual([1, 1])
  lock.want(false)
  expect(screen.locks.size).toBe(0)
})

it('a lock that the system took from a hidden page is taken again when the page is seen', async () => {
  const screen = createScreen()
  const lock = createWakeLock(screen.port)
  lock.want(true)
  await settle()
  screen.hide()
  expect(screen.locks.size).toBe(0)
  screen.show()
  await settle()
  screen.show()
  await settle()
  expect([screen.locks.size, screen.state.requests]).toEqual([1, 2])
  lock.close()
  expect([screen.locks.size, screen.watchers.size]).toEqual([0, 0])
})

it('a call that begins in a hidden page asks when it is seen, and a refusal is no error', async () => {
  const screen = createScreen()
  screen.hide()
  screen.state.refuses = true
  const lock = createWakeLock(screen.port)
  lock.want(true)
  await settle()
  expect(screen.state.requests).toBe(0)
  screen.show()
  await settle()
  expect(screen.locks.size).toBe(0)
  screen.state.refuses = false
  screen.show()
  await settle()
  expect(screen.locks.size).toBe(1)
  lock.close()
})

it('a lock that comes after the call is over is released at once, and of two only one is held', async () => {
  const screen = createScreen()
  screen.state.slow = true
  const lock = createWakeLock(screen.port)
  lock.want(true)
  screen.show()
  screen.answer()
  await settle()
  expect([screen.state.requests, screen.locks.size]).toEqual([2, 1])
  lock.want(false)
  lock.want(true)
  lock.want(false)
  screen.answer()
  await settle()
  expect(screen.locks.size).toBe(0)
})
