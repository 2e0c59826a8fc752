import { describe, expect, it } from 'vitest'
import type { Presence, PresenceEvent } from '../presence.ts'

const connection = (userId: string, changes: { deviceId?: string; connectionId?: string } = {}) => ({
  connectionId: `${userId} first`,
  userId,
  deviceId: 'device-1',
  ...changes,
})

/** The tests that every implementation of `Presence` must pass. */
export function describePresence(name: string, create: () => Presence): void {
  function setUp() {
    const presence = create()
    const events: PresenceEvent[] = []
    presence.onChange((event) => events.push(event))
    return { presence, events: () => events.splice(0) }
  }

  describe(name, () => {
    it('shows an ID as its first device typed it, and finds it however it is written', async () => {
      const { presence, events } = setUp()
      expect(await presence.join(connection('Ada'))).toEqual({ userId: 'Ada', superseded: null })
      const second = connection('ADA', { deviceId: 'device-2', connectionId: 'second' })
      expect(await presence.join(second)).toEqual({ userId: 'Ada', superseded: null })
      expect(await presence.find('ada')).toEqual({ userId: 'Ada', devices: ['device-1', 'device-2'] })
      expect(events()).toEqual([{ key: 'ada', person: { userId: 'Ada', state: 'online' } }])
    })

    it('forgets a user at once whose last device is gone', async () => {
      const { presence, events } = setUp()
      await presence.join(connection('ada'))
      expect(await presence.leave(connection('ada'))).toBe(true)
      expect(await presence.find('ada')).toBeNull()
      expect(events().at(-1)).toEqual({ key: 'ada', person: null })
      expect(await presence.join(connection('ADA'))).toMatchObject({ userId: 'ADA' })
    })

    it('lets a newer connection of a device supersede the older, whose late end changes nothing', async () => {
      const { presence, events } = setUp()
      await presence.join(connection('ada'))
      expect(await presence.join(connection('ada', { connectionId: 'newer' }))).toMatchObject({
        superseded: 'ada first',
      })
      events()
      expect(await presence.leave(connection('ada'))).toBe(false)
      expect((await presence.find('ada'))?.devices).toEqual(['device-1'])
      expect(events()).toEqual([])
    })

    it('knows somebody in a call whose devices are away', async () => {
      const { presence } = setUp()
      await presence.join(connection('ada'))
      expect(await presence.engage('ADA', 'call-1', false)).toBe(true)
      await presence.leave(connection('ada'))
      expect(await presence.find('ada')).toEqual({ userId: 'ada', devices: [] })
      expect(await presence.engage('ada', 'call-1', true)).toBe(false)
      expect(await presence.join(connection('ada'))).toEqual({ userId: 'ada', superseded: null })
    })

    it('does not show somebody who has gone while it rings for them, and shows them again when they are back', async () => {
      const { presence, events } = setUp()
      await presence.join(connection('ada'))
      await presence.engage('ada', 'call-1', false)
      events()
      await presence.leave(connection('ada'))
      expect(events()).toEqual([{ key: 'ada', person: null }])
      await presence.join(connection('ada'))
      expect(events()).toEqual([{ key: 'ada', person: { userId: 'ada', state: 'online' } }])
      await presence.leave(connection('ada'))
      await presence.disengage('ada', 'call-1')
      expect(events()).toEqual([{ key: 'ada', person: null }])
      expect(await presence.find('ada')).toBeNull()
    })

    it('shows somebody in a call whose devices are away', async () => {
      const { presence, events } = setUp()
      await presence.join(connection('ada'))
      await presence.engage('ada', 'call-1', true)
      events()
      await presence.leave(connection('ada'))
      expect(events()).toEqual([])
    })

    it('forgets somebody whose devices are away when the call is over', async () => {
      const { presence, events } = setUp()
      await presence.join(connection('ada'))
      await presence.engage('ada', 'call-1', true)
      await presence.leave(connection('ada'))
      await presence.disengage('ada', 'call-1')
      expect(await presence.find('ada')).toBeNull()
      expect(events().at(-1)).toEqual({ key: 'ada', person: null })
    })

    it('says that somebody is in a call once it is answered, and when it is over', async () => {
      const { presence, events } = setUp()
      await presence.join(connection('ada'))
      events()
      await presence.engage('ada', 'call-1', false)
      expect(events()).toEqual([])
      await presence.engage('ada', 'call-1', true)
      await presence.disengage('ada', 'call-1')
      expect(events().map(({ person }) => person?.state)).toEqual(['inCall', 'online'])
    })

    it('does not let the end of an older call end a newer engagement', async () => {
      const { presence, events } = setUp()
      await presence.join(connection('ada'))
      await presence.engage('ada', 'call-1', true)
      await presence.engage('ada', 'call-2', true)
      events()
      await presence.disengage('ada', 'call-1')
      expect(events()).toEqual([])
    })

    it('engages nobody who is not there', async () => {
      const { presence } = setUp()
      expect(await presence.engage('nobody', 'call-1', false)).toBe(false)
      expect(await presence.find('nobody')).toBeNull()
    })

    it('tells a new listener of everybody who is there, and nobody after its teardown', async () => {
      const { presence } = setUp()
      await presence.join(connection('ada'))
      const heard: PresenceEvent[] = []
      const stop = presence.onChange((event) => heard.push(event))
      stop()
      await presence.leave(connection('ada'))
      expect(heard).toEqual([{ key: 'ada', person: { userId: 'ada', state: 'online' } }])
    })

    it('takes the names of built-in properties for IDs like any other', async () => {
      const { presence } = setUp()
      expect(await presence.find('constructor')).toBeNull()
      expect(await presence.join(connection('__proto__'))).toMatchObject({ userId: '__proto__' })
      expect(await presence.find('__proto__')).toMatchObject({ userId: '__proto__' })
    })
  })
}
