import { createFakeClock } from '@parley/protocol/testing'
import { EMPTY_SNAPSHOT, type MediaSnapshot } from '@parley/webrtc'
import { expect, it } from 'vitest'
import { ANSWERABLE_MS, type CodeCall, createCodeSide } from './codeSide.ts'
import { ADAS, candidates, describe, GRACES, HOST } from './sampleSignals.ts'

/** The stand-in for the other side's device, which codes do not name. */
const DEVICE = { userId: 'Someone', deviceId: 'code-AAAAAAAAAAA' }

/** A side whose engine is played by the test. */
function createSide(name: string | null = null, ahead = 0) {
  const clock = createFakeClock()
  clock.step(ahead)
  let snapshot: MediaSnapshot = EMPTY_SNAPSHOT
  let call: CodeCall | null = null
  const received: unknown[] = []
  const connected: unknown[] = []
  let ends = 0
  let seed = 0
  const listeners = new Set<() => void>()
  const side = createCodeSide({
    clock,
    driver: {
      session: {
        receive: (...said) => void received.push(said),
        subscribe: (listener) => {
          listeners.add(listener)
          return () => void listeners.delete(listener)
        },
        getSnapshot: () => snapshot,
      },
      begin: (next) => {
        call = next
        return true
      },
      connected: (...told) => void connected.push(told),
      end: () => {
        ends += 1
      },
    },
    iceServers: async () => ({ servers: [], renewAt: null }),
    name: () => name,
    random: (bytes) => {
      seed += 1
      return new Uint8Array(bytes).fill(seed)
    },
    randomId: () => '0123456789abcdef',
  })
  return {
    ...{ side, received, connected, clock },
    call: () => call,
    ends: () => ends,
    state: side.getSnapshot,
    /** Sends the engine's first description and its candidates. */
    engine: (type: 'offer' | 'answer', fingerprint: string) => {
      side.signalling.send('0123456789abcdef', DEVICE, describe(type, fingerprint))
      side.signalling.send('0123456789abcdef', DEVICE, candidates(HOST, ''))
    },
    connect: () => {
      snapshot = { ...snapshot, connection: 'connected' }
      for (const listener of listeners) listener()
    },
  }
}

const textOf = ({ state }: ReturnType<typeof createSide>) => {
  const now = state()
  if (now.step !== 'made') throw new Error(`no code: ${now.step}`)
  return now.text
}

it('two sides exchange codes and connect, each in its role and with the other’s name', () => {
  const [ada, grace] = [createSide('ada'), createSide()]
  ada.side.start('voice')
  expect(ada.call()).toMatchObject({ role: 'initiator', peer: 'Someone', media: 'voice' })
  expect(ada.state()).toEqual({ step: 'making', role: 'initiator', found: { network: 0, internet: 0 } })
  ada.engine('offer', ADAS)
  const offer = grace.side.read(textOf(ada))
  if (!offer.ok) throw new Error(offer.problem)
  grace.side.answer(offer.code, 'voice')
  expect(grace.call()).toMatchObject({ role: 'responder', peer: 'ada' })
  expect(grace.received).toHaveLength(1)
  grace.engine('answer', GRACES)
  expect(ada.side.accept(textOf(grace))).toBeNull()
  expect(ada.received).toHaveLength(1)
  expect(ada.state()).toMatchObject({ step: 'made', since: 1_000_000 })
  for (const one of [ada, grace]) one.connect()
  expect(ada.state()).toEqual({ step: 'connected', peer: 'Someone', fingerprints: { own: ADAS, theirs: GRACES } })
  expect(grace.state()).toEqual({ step: 'connected', peer: 'ada', fingerprints: { own: GRACES, theirs: ADAS } })
  expect(grace.connected).toEqual([['0123456789abcdef', 'ada']])
})

it.each([15 * 60_000, -15 * 60_000, 86_400_000])(
  'two devices without the internet connect though the clock of one is %d ms off',
  (ahead) => {
    const [ada, grace] = [createSide('ada'), createSide(null, ahead)]
    ada.side.start('voice')
    ada.engine('offer', ADAS)
    const offer = grace.side.read(textOf(ada))
    if (!offer.ok) throw new Error(offer.problem)
    grace.side.answer(offer.code, 'voice')
    grace.engine('answer', GRACES)
    expect(ada.side.accept(textOf(grace))).toBeNull()
  },
)

it('takes no answer to a code of its own that is twenty minutes old, whatever was done to its clock meanwhile', () => {
  const [ada, grace] = [createSide('ada'), createSide()]
  ada.side.start('voice')
  ada.engine('offer', ADAS)
  const offer = grace.side.read(textOf(ada))
  if (!offer.ok) throw new Error(offer.problem)
  grace.side.answer(offer.code, 'voice')
  grace.engine('answer', GRACES)
  ada.clock.advance(ANSWERABLE_MS + 1)
  ada.clock.step(-3_600_000)
  expect(ada.side.accept(textOf(grace))).toBe('old')
  expect(ada.received).toEqual([])
})

it('returns the problem of a wrong answer, and goes on waiting for the right one', () => {
  const ada = createSide()
  ada.side.start('voice')
  ada.engine('offer', ADAS)
  expect(ada.side.accept('hello')).toBe('notACode')
  expect(ada.side.accept(textOf(ada))).toBe('own')
  expect(ada.state()).toMatchObject({ step: 'made', since: null })
})

it('recognises its own offer even after it was cancelled', () => {
  const ada = createSide()
  ada.side.start('voice')
  ada.engine('offer', ADAS)
  const text = textOf(ada)
  ada.side.cancel()
  expect(ada.ends()).toBe(1)
  expect(ada.state()).toEqual({ step: 'idle' })
  expect(ada.side.read(text)).toEqual({ ok: false, problem: 'own' })
})

it('can begin again once its call is over', () => {
  const ada = createSide()
  ada.side.start('voice')
  ada.side.ended('another-call-0000')
  expect(ada.state().step).toBe('making')
  ada.side.ended('0123456789abcdef')
  expect(ada.state()).toEqual({ step: 'idle' })
  ada.side.start('video')
  expect(ada.call()).toMatchObject({ media: 'video' })
})
