import { certify, checkDescription, checkIdentity, createKeyPair, createSelf, signDescription } from '@parley/identity'

/** The milliseconds of each run of each step. */
export type Runs = Record<'sign' | 'check' | 'describe', number[]>

async function timed(runs: number[], work: () => Promise<unknown>): Promise<void> {
  const start = performance.now()
  await work()
  runs.push(performance.now() - start)
}

/** Runs in a page: measures signing and verifying a description, beside the browser's own work for it. */
async function measure(times: number): Promise<Runs> {
  const root = createSelf('ada', await createKeyPair())
  const key = await createKeyPair()
  const ada = { ...root, key, certificates: await certify(root, key.publicKey, 'device', 1) }
  const identity = { root: ada.root, certificates: ada.certificates, revocations: null }
  const runs: Runs = { sign: [], check: [], describe: [] }

  for (let run = 0; run < times; run += 1) {
    const connection = new RTCPeerConnection()
    for (const kind of ['audio', 'video']) connection.addTransceiver(kind)
    connection.createDataChannel('control', { negotiated: true, id: 0 })
    await timed(runs.describe, () => connection.setLocalDescription())
    const offer = { type: 'offer', sdp: connection.localDescription?.sdp ?? '' } as const
    connection.close()
    const context = {
      callId: `call-${run}-0123456789`,
      from: { userId: 'ada', deviceId: 'ada-laptop-000000' },
      to: { userId: 'grace', deviceId: 'grace-phone-00000' },
      role: 'initiator',
      negotiation: `n${run}`,
    } as const
    let signature = ''
    await timed(runs.sign, async () => {
      signature = await signDescription(ada, context, offer)
    })
    await timed(runs.check, async () => {
      const checked = await checkIdentity('ada', identity, null)
      if (!checked.ok || !(await checkDescription(checked.key, context, offer, signature)))
        throw new Error('not signed')
    })
  }
  return runs
}

Object.assign(window, { measure })
