import type { CallPair } from './caller.ts'
import { answer, CANDIDATES, candidate, offer } from './descriptions.ts'
import { openWire, type Wire } from './wire.ts'

let pairs = 0

/** Connects a pair that exchanges the messages of Parley's devices over a bare relay. */
export async function connectBarePair(url: string): Promise<CallPair> {
  const number = pairs++
  const ids = { ada: `ada-${number}`, bob: `bob-${number}` }
  const [ada, bob] = await Promise.all([openWire(url, { id: ids.ada }), openWire(url, { id: ids.bob })])
  const candidates = { candidates: Array.from({ length: CANDIDATES }, () => candidate) }

  return {
    async call() {
      const began = performance.now()
      const acks: Promise<unknown>[] = []
      const pass = async (from: Wire, event: string, payload: object) => {
        const [to, mail] = from === ada ? [ids.bob, bob.mail] : [ids.ada, ada.mail]
        acks.push(from.ask('relay', { to, event, payload }))
        await mail.next(event)
      }
      await pass(ada, 'incomingCall', { caller: ids.ada, media: 'video' })
      const ringMs = performance.now() - began
      await pass(bob, 'deviceRinging', {})
      await pass(ada, 'signal', { description: offer })
      await pass(bob, 'callAnswered', {})
      await pass(bob, 'signal', { description: answer })
      await Promise.all([ada, bob].map((from) => pass(from, 'signal', candidates)))
      await pass(ada, 'callEnded', {})
      await Promise.all(acks)
      return { ringMs, totalMs: performance.now() - began }
    },
    close: async () => void (await Promise.all([ada.close(), bob.close()])),
  }
}
