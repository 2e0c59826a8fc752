import { describe, expect, it } from 'vitest'
import { ada, ada2, bob, sampleWaiter } from '../../calls/testing/sampleCalls.ts'
import type { CallLinkWaiters } from '../callLinkWaiters.ts'

/** The tests that every implementation of `CallLinkWaiters` must pass. */
export function describeCallLinkWaiters(name: string, create: () => CallLinkWaiters): void {
  const waiting = sampleWaiter()

  describe(name, () => {
    it('finds somebody who waits by the link and by the device, however its ID is written', async () => {
      const waiters = create()
      expect([await waiters.at('link'), await waiters.find(ada), await waiters.links()]).toEqual([null, null, []])
      await waiters.enter('link', waiting)
      expect(await waiters.at('link')).toEqual(waiting)
      expect(await waiters.find({ ...ada, userId: 'ADA' })).toEqual({ link: 'link', waiter: waiting })
      expect([await waiters.find(ada2), await waiters.at('another'), await waiters.links()]).toEqual([
        null,
        null,
        ['link'],
      ])
    })

    it('has one at each link, the newest', async () => {
      const waiters = create()
      await waiters.enter('link', waiting)
      const newer = sampleWaiter({ callId: 'call-2', device: ada2 })
      await waiters.enter('link', newer)
      expect([await waiters.at('link'), await waiters.find(ada)]).toEqual([newer, null])
    })

    it('lets a device wait at one link only', async () => {
      const waiters = create()
      await waiters.enter('link', waiting)
      await waiters.enter('another', sampleWaiter({ callId: 'call-2' }))
      expect(await waiters.links()).toEqual(['another'])
      expect(await waiters.at('link')).toBeNull()
    })

    it('ends a wait once, and never a newer one', async () => {
      const waiters = create()
      const wait = { link: 'link', waiter: waiting }
      await waiters.enter('link', waiting)
      await waiters.enter('link', sampleWaiter({ callId: 'call-2', device: bob }))
      expect(await waiters.leave(wait)).toBe(false)
      expect(await waiters.at('link')).toMatchObject({ callId: 'call-2' })
      await waiters.enter('link', waiting)
      expect([await waiters.leave(wait), await waiters.leave(wait)]).toEqual([true, false])
      expect([await waiters.at('link'), await waiters.find(ada), await waiters.links()]).toEqual([null, null, []])
    })

    it('takes the names of built-in properties for links like any other', async () => {
      const waiters = create()
      expect(await waiters.at('__proto__')).toBeNull()
      await waiters.enter('__proto__', waiting)
      expect(await waiters.links()).toEqual(['__proto__'])
    })
  })
}
