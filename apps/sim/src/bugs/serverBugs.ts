import { limits } from '@parley/protocol'
import { createMemoryCallStore, hangUp } from '@parley/server/calls'
import type { Bug } from './bug.ts'

const never = () => () => {}

/** Mistakes a server could make. */
export const serverBugs: readonly Bug[] = [
  {
    name: 'sync tells nothing',
    service: (service) => ({
      ...service,
      sync: async (device, payload) => {
        const ack = await service.sync(device, payload)
        return ack.ok ? { ...ack, call: null, invitation: null } : ack
      },
    }),
  },
  {
    name: 'accept takes an answered call over',
    service: (service, { store }) => ({
      ...service,
      acceptCall: async (device, payload) => {
        await store.update(payload.callId, (now) => (now.state === 'answered' ? { ...now, answeredBy: device } : now))
        return service.acceptCall(device, payload)
      },
    }),
  },
  {
    name: 'a late disconnect of a superseded connection counts',
    presence: (presence) => {
      const newest = new Map<string, string>()
      return {
        ...presence,
        join: (connection) => {
          newest.set(connection.deviceId, connection.connectionId)
          return presence.join(connection)
        },
        leave: (connection) =>
          presence.leave({ ...connection, connectionId: newest.get(connection.deviceId) ?? connection.connectionId }),
      }
    },
  },
  {
    name: 'ringing has no timer',
    serverClock: (clock) => ({
      now: clock.now,
      setTimeout: (fn, ms) => (ms === limits.RING_MS ? never() : clock.setTimeout(fn, ms)),
    }),
  },
  {
    name: 'a caller who is away is waited for without end',
    serverClock: (clock) => ({
      now: clock.now,
      setTimeout: (fn, ms) => (ms === limits.RETURN_MS ? never() : clock.setTimeout(fn, ms)),
    }),
  },
  {
    name: 'a hang-up of an unknown call leaves no tombstone',
    store: (store) => ({ ...store, bury: async () => {} }),
  },
  {
    name: 'ended calls are not remembered',
    store: (store, clock) => {
      const more = createMemoryCallStore(clock)
      return {
        ...store,
        place: async (call) => {
          const placed = await store.place(call)
          return placed.outcome === 'known' && placed.call.state === 'ended' ? more.place(call) : placed
        },
        get: async (callId) => {
          const [call, again] = [await store.get(callId), await more.get(callId)]
          return again ?? (call?.state === 'ended' ? null : call)
        },
        update: async (callId, transition) =>
          (await more.update(callId, transition)) ?? store.update(callId, transition),
      }
    },
  },
  {
    name: 'nobody is ever busy',
    store: (store, clock) => {
      const more = createMemoryCallStore(clock)
      return {
        ...store,
        place: async (call) => {
          const placed = await store.place(call)
          return placed.outcome === 'conflict' ? more.place(call) : placed
        },
        get: async (callId) => (await store.get(callId)) ?? more.get(callId),
        update: async (callId, transition) =>
          (await store.update(callId, transition)) ?? more.update(callId, transition),
      }
    },
  },
  {
    name: 'two who dial each other are busy',
    store: (store) => ({
      ...store,
      place: async (call) => {
        const placed = await store.place(call)
        return placed.outcome === 'conflict' ? { outcome: 'conflict', ofCaller: null, ofCallee: null } : placed
      },
    }),
  },
  {
    name: 'a decline ends an answered call',
    service: (service, { store, clock }) => ({
      ...service,
      rejectCall: async (device, payload) => {
        await store.update(payload.callId, (now) =>
          now.state === 'answered' ? hangUp(now, now.answeredBy, 'hangup', clock.now()) : now,
        )
        return service.rejectCall(device, payload)
      },
    }),
  },
  {
    name: 'a repeated request is another one',
    service: (service) => {
      const placed = new Set<string>()
      return {
        ...service,
        placeCall: async (device, payload, identity) => {
          if (placed.has(payload.callId)) return { ok: false, error: 'busy' }
          placed.add(payload.callId)
          return service.placeCall(device, payload, identity)
        },
      }
    },
  },
  {
    name: 'rev stands still',
    store: (store) => ({
      ...store,
      update: (callId, transition) =>
        store.update(callId, (now) => {
          const after = transition(now)
          return after === now ? now : { ...after, rev: now.rev }
        }),
    }),
  },
  {
    name: 'devices that did not answer are not told',
    deliver: (deliver) => (announcement) => {
      if (announcement.event !== 'callEnded' || announcement.payload.reason !== 'answeredElsewhere')
        deliver(announcement)
    },
  },
  {
    name: 'the caller is not told of the answer',
    deliver: (deliver) => (announcement) => {
      if (announcement.event !== 'callAnswered') deliver(announcement)
    },
  },
  {
    name: 'a signal goes to whoever is named',
    service: (service, { deliver }) => ({
      ...service,
      signal: async (device, { callId, to, signal }) => {
        deliver({ to: { device: to }, event: 'signal', payload: { callId, from: device, signal } })
        return { ok: true }
      },
    }),
  },
  {
    name: 'blocking declines',
    service: (service) => ({
      ...service,
      ignoreCall: (device, { callId, everywhere }) =>
        everywhere ? service.rejectCall(device, { callId }) : service.ignoreCall(device, { callId, everywhere }),
    }),
  },
  {
    name: 'a restarted server waits for nobody',
    options: ({ gatheringUntil: _, ...options }) => options,
  },
  {
    name: 'a restarted server takes no call up',
    options: ({ secret: _, ...options }) => options,
  },
  {
    name: 'an acceptance before the caller is back is refused',
    service: (service) => ({
      ...service,
      acceptCall: async (device, payload) => {
        const ack = await service.acceptCall(device, payload)
        return !ack.ok && ack.error === 'unavailable' ? { ok: false, error: 'notInCall' } : ack
      },
    }),
  },
  {
    name: 'nobody notices a device that leaves',
    service: (service) => ({ ...service, deviceLeft: async () => {} }),
  },
]
