// Pairs who do not read, in a process of their own: `deaf.ts <port> <pairs>`. It works until it is killed, and prints "ready".
import { connectUser } from '../load/parleyUser.ts'

const [port, pairs] = process.argv.slice(2)
const url = `http://127.0.0.1:${port}`

/** About half of what one message may have. */
const LONG = 'x'.repeat(31 * 1024)

/** How many messages a pair sends at once, and the pause between. Milliseconds. */
const BURST = 4
const PAUSE_MS = 200

const isOk = (ack: unknown): boolean => typeof ack === 'object' && ack !== null && 'ok' in ack && ack.ok === true

/** Two in a call, of whom one reads nothing any more. Resolves when the server has ended that one's connection. */
async function sendInVain(name: string): Promise<void> {
  const [sender, deaf] = await Promise.all([connectUser(url, `${name}-s`), connectUser(url, `${name}-d`)])
  const callId = `a-call-of-${name}`.padEnd(16, '_')
  await sender.wire.ask('placeCall', { callId, callee: deaf.userId, media: 'voice' })
  await deaf.wire.ask('acceptCall', { callId })
  deaf.wire.stopReading()
  const signal = {
    ...{ type: 'description', attempt: 0, negotiation: 'n', description: { type: 'offer', sdp: LONG } },
    seal: {
      identity: { root: `B${'A'.repeat(86)}`, certificates: [], revocations: null },
      signature: `h.p.${'s'.repeat(86)}`,
    },
  }
  const to = { userId: deaf.userId, deviceId: deaf.deviceId }
  const send = () => sender.wire.ask('signal', { callId, to, signal })
  while ((await Promise.all(Array.from({ length: BURST }, send))).every(isOk))
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  await sender.wire.close()
}

async function goOn(pair: number): Promise<never> {
  for (let number = 0; ; number += 1) await sendInVain(`p${pair}-${number}`)
}

process.stdout.write('ready\n')
await Promise.all(Array.from({ length: Number(pairs) }, (_, pair) => goOn(pair)))
