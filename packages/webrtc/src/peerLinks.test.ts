import type { DeviceRef, Signal } from '@parley/protocol'
import { createFakeClock } from '@parley/protocol/testing'
import { expect, test } from 'vitest'
import type { ConnectedPlan, MediaPlan } from './mediaPlan.ts'
import { NO_REMOTE, type RemoteSnapshot } from './mediaSnapshot.ts'
import type { NewLink, PeerLink } from './peer/peerLink.ts'
import { createPeerLinks } from './peerLinks.ts'
import type { Phase } from './phase.ts'
import { CALL, NEXT_CALL, wish } from './testing/useWorld.ts'

const device = (userId: string): DeviceRef => ({ userId, deviceId: `${userId}-device-0123456789` })
const [BOB, TABLET] = [device('bob'), device('tablet')]

const connected = (changes: Partial<ConnectedPlan> = {}): ConnectedPlan => ({
  ...{ kind: 'connected', callId: CALL, remote: BOB, role: 'initiator', attempt: 0, local: wish(), ...changes },
})
const preconnect = (withheld: DeviceRef[], standby: DeviceRef[] = [], callId = CALL): MediaPlan => ({
  ...{ kind: 'preconnect', callId, role: 'initiator', withheld, standby, local: wish() },
})
const away = (attempt: number): Signal => ({ type: 'away', attempt })

/** A link that writes down what becomes of it. */
interface FakeLink extends NewLink {
  phases: Phase[]
  received: Signal[]
  end: 'left' | 'closed' | null
  remote: RemoteSnapshot
  letGo(): void
}

function setUp(onRenewed?: (attempt: number) => void) {
  const links: FakeLink[] = []
  const clock = createFakeClock(1_000)
  const renewals: number[] = []
  function makeLink(link: NewLink): PeerLink {
    let letGo = () => {}
    const gone = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const made: FakeLink = {
      ...{ ...link, phases: [link.phase], received: [], end: null, letGo },
      remote: { ...NO_REMOTE, connection: 'connecting' },
    }
    links.push(made)
    return {
      plan: link.plan,
      serves: ({ callId, attempt, remote }) =>
        callId === link.plan.callId && attempt === link.plan.attempt && remote.userId === link.plan.remote.userId,
      receive: (signal) => void made.received.push(signal),
      state: () => made.remote,
      past: () => ({ connectingSince: 500, refusals: made.remote.refusals }),
      advance: (phase) => void made.phases.push(phase),
      leave() {
        made.end = 'left'
        return gone
      },
      close() {
        made.end = 'closed'
      },
      ...{ sendMedia: () => {}, settled: async () => {}, pageGoes: () => {} },
    }
  }
  const peers = createPeerLinks({
    ...{ makeLink, clock },
    renewed(_callId, attempt) {
      renewals.push(attempt)
      onRenewed?.(attempt)
    },
  })
  return { links, renewals, peers, clock }
}

test('each device that rings gets a link of its own, which is kept and moves forward as more is known of it', () => {
  const { links, peers } = setUp()
  peers.sync(preconnect([BOB, TABLET]))
  expect(links.map(({ plan, phases }) => [plan.remote.userId, plan.attempt, ...phases])).toEqual([
    ['bob', 0, 'withheld'],
    ['tablet', 0, 'withheld'],
  ])
  peers.sync(preconnect([TABLET], [BOB]))
  expect(links.map(({ phases }) => phases.at(-1))).toEqual(['standby', 'withheld'])
  expect(links).toHaveLength(2)
  expect(peers.current()).toBeNull()
})

test('a device that both lists name is connected to at once', () => {
  const { links, peers } = setUp()
  peers.sync(preconnect([BOB], [BOB]))
  expect(links.map(({ phases }) => phases)).toEqual([['standby']])
})

test('a device that rings no more, or rang for another call, is let go of without a goodbye', () => {
  const { links, peers } = setUp()
  peers.sync(preconnect([BOB, TABLET]))
  peers.sync(preconnect([BOB]))
  expect(links.map(({ end }) => end)).toEqual([null, 'closed'])
  peers.sync(preconnect([BOB], [], NEXT_CALL))
  expect(links.map(({ end }) => end)).toEqual(['closed', 'closed', null])
  peers.sync({ kind: 'released' })
  expect(links.map(({ end }) => end)).toEqual(['closed', 'closed', 'closed'])
})

test('the link of the device that answers is used, and those of the others are closed', () => {
  const { links, peers } = setUp()
  peers.sync(preconnect([BOB, TABLET]))
  peers.sync(connected())
  expect(links.map(({ phases, end }) => [phases.at(-1), end])).toEqual([
    ['active', null],
    ['withheld', 'closed'],
  ])
  expect(peers.current()?.plan.remote).toEqual(BOB)
  peers.sync(connected())
  expect(links).toHaveLength(2)
})

test('an answer for a later attempt does not use the link made while it rang', () => {
  const { links, peers } = setUp()
  peers.sync(preconnect([BOB]))
  peers.sync(connected({ attempt: 1 }))
  expect(links.map(({ plan, phase, end }) => [plan.attempt, phase, end])).toEqual([
    [0, 'withheld', 'closed'],
    [1, 'active', null],
  ])
})

test('the first link of a call was never lost; that of a page that was reloaded has been since a moment ago', () => {
  const { links, peers } = setUp()
  peers.sync(connected())
  peers.sync(connected({ callId: NEXT_CALL, attempt: 1 }))
  const { links: reloaded, peers: again } = setUp()
  again.sync(connected({ attempt: 1 }))
  expect([links, reloaded].map((made) => made.map(({ past }) => past.lostSince))).toEqual([[null, null], [1_000]])
})

test.each<[string, Partial<RemoteSnapshot>, number | null]>([
  ['never connected', { connection: 'connecting' }, null],
  ['connected until now', { connection: 'connected' }, 1_000],
  ['was interrupted', { connection: 'interrupted', interruptedSince: 400 }, 400],
])('a new attempt of the same call takes over when media was lost: the old link %s', (_what, remote, lostSince) => {
  const { links, peers } = setUp()
  peers.sync(connected())
  const [old] = links
  if (old) old.remote = { ...NO_REMOTE, ...remote }
  peers.sync(connected({ attempt: 1 }))
  expect(links.map((link) => [link.end, link.past.lostSince])).toEqual([
    ['closed', null],
    [null, lostSince],
  ])
})

test.each<[string, MediaPlan, 'left' | 'closed']>([
  ['another call', connected({ callId: NEXT_CALL }), 'left'],
  ['another device of the call', connected({ remote: TABLET }), 'left'],
  ['the next call that rings', preconnect([TABLET], [], NEXT_CALL), 'left'],
  ['nothing', { kind: 'released' }, 'left'],
  ['a preview', { kind: 'preview', callId: NEXT_CALL, local: wish() }, 'left'],
  ['nothing, silently', { kind: 'released', silent: true }, 'closed'],
])('a link that gives way to %s says goodbye unless it must not', (_what, plan, end) => {
  const { links, peers } = setUp()
  peers.sync(connected())
  peers.sync(plan)
  expect(links[0]?.end).toBe(end)
  expect(peers.current()?.plan.callId ?? null).toBe(plan.kind === 'connected' ? plan.callId : null)
})

test('closing for good cuts short the goodbyes that are still under way, and no others', async () => {
  const { links, peers } = setUp()
  peers.sync(connected())
  peers.sync(connected({ callId: NEXT_CALL }))
  links[0]?.letGo()
  await Promise.resolve()
  await Promise.resolve()
  peers.sync({ kind: 'released' })
  peers.close()
  expect(links.map(({ end }) => end)).toEqual(['left', 'closed'])
})

test('a signal reaches the link of its device, while it rings and after the answer', () => {
  const { links, peers } = setUp()
  peers.sync(preconnect([BOB, TABLET]))
  peers.receive(CALL, TABLET, away(0))
  peers.receive(CALL, BOB, away(0))
  expect(links.map(({ received }) => received)).toEqual([[away(0)], [away(0)]])
  peers.sync(connected())
  peers.receive(CALL, BOB, away(0))
  peers.receive(CALL, TABLET, away(0))
  expect(links.map(({ received }) => received.length)).toEqual([2, 1])
})

test('a signal that comes before its link is kept for it', () => {
  const { links, peers } = setUp()
  peers.sync({ kind: 'preview', callId: CALL, local: wish() })
  peers.receive(CALL, BOB, away(0))
  peers.receive(CALL, TABLET, away(0))
  peers.sync(preconnect([BOB]))
  expect(links.map(({ received }) => received)).toEqual([[away(0)]])
  peers.receive(CALL, BOB, away(2))
  expect(links[0]?.received).toHaveLength(1)
  peers.sync(connected({ attempt: 2 }))
  expect(links[1]?.received).toEqual([away(2)])
})

test('a signal for the next call is kept while this one is on, and none of this one after it has ended', () => {
  const { links, peers } = setUp()
  peers.sync(preconnect([BOB]))
  peers.receive(NEXT_CALL, BOB, away(0))
  peers.sync(connected())
  peers.receive(NEXT_CALL, TABLET, away(0))
  peers.sync(connected({ callId: NEXT_CALL }))
  peers.receive(CALL, BOB, away(0))
  expect(links.map(({ received }) => received.length)).toEqual([0, 1])
  peers.sync(connected())
  expect(links[2]?.received).toEqual([])
})

test('a call that is wanted again after it ended gets its signals', () => {
  const { links, peers } = setUp()
  peers.sync(connected())
  peers.sync({ kind: 'released' })
  peers.sync({ kind: 'preview', callId: CALL, local: wish() })
  peers.receive(CALL, BOB, away(0))
  peers.sync(connected())
  expect(links[1]?.received).toEqual([away(0)])
})

test('a later attempt of the other side is reported, and its signal kept; an earlier one is dropped', () => {
  const { links, renewals, peers } = setUp()
  peers.sync(connected({ attempt: 1 }))
  peers.receive(CALL, BOB, away(0))
  peers.receive(CALL, BOB, away(2))
  expect([links[0]?.received, renewals]).toEqual([[], [2]])
  peers.sync(connected({ attempt: 2 }))
  expect(links[1]?.received).toEqual([away(2)])
})

test('the plan may follow before the report of an attempt returns, and its signal is there then', () => {
  const { links, peers } = setUp((attempt) => peers.sync(connected({ attempt })))
  peers.sync(connected())
  peers.receive(CALL, BOB, away(1))
  expect(links.map(({ received }) => received)).toEqual([[], [away(1)]])
})

test('an attempt that the other side began before this link existed is reported when the plan has been followed', () => {
  const { renewals, peers } = setUp()
  peers.catchUp()
  peers.sync(connected({ callId: NEXT_CALL }))
  peers.catchUp()
  peers.receive(CALL, BOB, away(3))
  peers.sync(connected())
  expect(renewals).toEqual([])
  peers.catchUp()
  expect(renewals).toEqual([3])
  peers.sync(connected({ attempt: 3 }))
  peers.catchUp()
  expect(renewals).toEqual([3])
})

test('T37: renewals without end make eight connections, and then one a second, the latest', () => {
  const { renewals, peers, clock } = setUp((attempt) => peers.sync(connected({ attempt })))
  peers.sync(connected())
  for (let attempt = 1; attempt <= 500; attempt += 1) peers.receive(CALL, BOB, { type: 'renew', attempt })
  expect(renewals).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  clock.advance(1_000)
  expect(renewals.slice(8)).toEqual([500])
  for (let attempt = 501; attempt <= 1_000; attempt += 1) peers.receive(CALL, BOB, { type: 'renew', attempt })
  clock.advance(999)
  expect(renewals).toHaveLength(9)
  clock.advance(1)
  expect(renewals.at(-1)).toBe(1_000)
  peers.sync({ kind: 'released' })
  expect(clock.pending).toBe(0)
})

test('T37: a renewal that waits goes with its call', () => {
  const { renewals, peers, clock } = setUp((attempt) => peers.sync(connected({ attempt })))
  peers.sync(connected())
  for (let attempt = 1; attempt <= 20; attempt += 1) peers.receive(CALL, BOB, { type: 'renew', attempt })
  peers.sync(connected({ callId: NEXT_CALL }))
  clock.advance(60_000)
  expect(renewals).toHaveLength(8)
})
