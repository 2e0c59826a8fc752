import { WebSocket } from 'ws'
import type { CallPair } from './caller.ts'
import { answer, CANDIDATES, candidate, offer } from './descriptions.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'

/** The interval of PeerJS's client's heartbeats; PeerServer drops a client without one for 90 s. Milliseconds. */
const HEARTBEAT_MS = 5_000

/** A connected PeerJS user. */
export interface PeerjsUser {
  mail: Mailbox
  send(type: string, dst: string, payload: object): void
  close(): Promise<void>
}

/** Connects as PeerJS's client does. */
export function connectPeerjsUser(url: string, id: string): Promise<PeerjsUser> {
  const query = `key=peerjs&id=${id}&token=${Math.random().toString(36).slice(2)}&version=1.5.5`
  const line = new WebSocket(`${url.replace('http', 'ws')}/peerjs?${query}`, { perMessageDeflate: false })
  const mail = createMailbox()
  const user: PeerjsUser = {
    mail,
    send: (type, dst, payload) => line.send(JSON.stringify({ type, payload, dst })),
    close: () =>
      new Promise((resolve) => {
        line.once('close', () => resolve())
        line.close()
      }),
  }
  line.once('open', () => {
    const heartbeat = setInterval(() => line.send(JSON.stringify({ type: 'HEARTBEAT' })), HEARTBEAT_MS)
    line.once('close', () => clearInterval(heartbeat))
  })
  return new Promise((resolve, reject) => {
    line.on('error', reject)
    line.on('message', (data) => {
      const { type, payload } = JSON.parse(data.toString())
      if (type === 'OPEN') resolve(user)
      else if (type === 'ERROR' || type === 'ID-TAKEN') reject(new Error(`PeerServer refused: ${data}`))
      else mail.put(type, payload)
    })
  })
}

let pairs = 0

/** Connects a pair that sends PeerJS's messages: the offer rings, candidates come one by one, no acknowledgements. */
export async function connectPeerjsPair(url: string): Promise<CallPair> {
  const number = pairs++
  const ids = { ada: `ada-${number}`, bob: `bob-${number}` }
  const [ada, bob] = await Promise.all([connectPeerjsUser(url, ids.ada), connectPeerjsUser(url, ids.bob)])
  const connectionId = 'mc_0123456789abcdef'

  return {
    async call() {
      const began = performance.now()
      const pass = async (from: PeerjsUser, type: string, payload: object) => {
        const [to, mail] = from === ada ? [ids.bob, bob.mail] : [ids.ada, ada.mail]
        from.send(type, to, { ...payload, type: 'media', connectionId })
        await mail.next(type)
      }
      await pass(ada, 'OFFER', { sdp: offer })
      const ringMs = performance.now() - began
      await pass(bob, 'ANSWER', { sdp: answer })
      const candidates = Array.from({ length: CANDIDATES }, () => [ada, bob]).flat()
      await Promise.all(candidates.map((from) => pass(from, 'CANDIDATE', { candidate })))
      await pass(ada, 'LEAVE', {})
      return { ringMs, totalMs: performance.now() - began }
    },
    close: async () => void (await Promise.all([ada.close(), bob.close()])),
  }
}
