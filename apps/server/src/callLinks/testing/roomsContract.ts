import { describe, expect, it } from 'vitest'
import { ada, ada2, bob, sampleWaiter } from '../../calls/testing/sampleCalls.ts'
import type { LinkRooms } from '../linkRooms.ts'

/** What every `LinkRooms` must do, whatever it keeps them in. */
export function describeRooms(name: string, create: () => LinkRooms): void {
  const waiting = sampleWaiter()

  describe(name, () => {
    it('finds who waits by the link and by the device, however its ID is written', async () => {
      const rooms = create()
      expect([await rooms.at('link'), await rooms.find(ada), await rooms.links()]).toEqual([null, null, []])
      await rooms.enter('link', waiting)
      expect(await rooms.at('link')).toEqual(waiting)
      expect(await rooms.find({ ...ada, userId: 'ADA' })).toEqual({ link: 'link', waiter: waiting })
      expect([await rooms.find(ada2), await rooms.at('another'), await rooms.links()]).toEqual([null, null, ['link']])
    })

    it('has one at each link, the newest', async () => {
      const rooms = create()
      await rooms.enter('link', waiting)
      const newer = sampleWaiter({ callId: 'call-2', device: ada2 })
      await rooms.enter('link', newer)
      expect([await rooms.at('link'), await rooms.find(ada)]).toEqual([newer, null])
    })

    it('lets a device wait at one link only', async () => {
      const rooms = create()
      await rooms.enter('link', waiting)
      await rooms.enter('another', sampleWaiter({ callId: 'call-2' }))
      expect(await rooms.links()).toEqual(['another'])
      expect(await rooms.at('link')).toBeNull()
    })

    it('ends a wait once, and never a newer one', async () => {
      const rooms = create()
      const wait = { link: 'link', waiter: waiting }
      await rooms.enter('link', waiting)
      await rooms.enter('link', sampleWaiter({ callId: 'call-2', device: bob }))
      expect(await rooms.leave(wait)).toBe(false)
      expect(await rooms.at('link')).toMatchObject({ callId: 'call-2' })
      await rooms.enter('link', waiting)
      expect([await rooms.leave(wait), await rooms.leave(wait)]).toEqual([true, false])
      expect([await rooms.at('link'), await rooms.find(ada), await rooms.links()]).toEqual([null, null, []])
    })

    it('takes the names of built-in properties for links like any other', async () => {
      const rooms = create()
      expect(await rooms.at('__proto__')).toBeNull()
      await rooms.enter('__proto__', waiting)
      expect(await rooms.links()).toEqual(['__proto__'])
    })
  })
}
