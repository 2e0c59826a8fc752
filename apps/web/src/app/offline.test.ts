import { expect, it, vi } from 'vitest'
import { keepForOffline } from './offline.ts'

const idle = () => ({ status: 'IDLE', lastEnd: null }) as const
const now = (task: () => void) => task()

it('registers the service worker beside the page, and survives a refusal', async () => {
  const register = vi.fn(() => Promise.reject(new DOMException('', 'SecurityError')))
  keepForOffline({ workers: { register }, call: idle }, now)
  expect(register).toHaveBeenCalledWith(new URL('sw.js', document.baseURI), { updateViaCache: 'none' })
})

it('registers nothing in a call, or without service workers', () => {
  const register = vi.fn()
  const device = { userId: 'Someone', deviceId: 'code-AAAAAAAAAAA' }
  const exchange = { callId: 'c', peer: 'Someone', device, role: 'initiator', media: 'voice', since: 0 } as const
  keepForOffline({ workers: { register }, call: () => ({ status: 'OUTGOING', kind: 'code', ...exchange }) }, now)
  keepForOffline({ workers: undefined, call: idle }, now)
  expect(register).not.toHaveBeenCalled()
})
