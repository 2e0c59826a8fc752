import type { HandSignalling } from '../calls/connectSession.ts'

/** Where the one session of this page finds whatever exchanges codes now; that code is fetched only when it is used. */
export interface CodeDesk extends HandSignalling {
  /** From now on this one is asked. */
  take(signalling: HandSignalling): void
}

/** Until somebody has taken it, it vouches for nobody and lets nobody in. */
export function createCodeDesk(): CodeDesk {
  let current: HandSignalling | null = null
  return {
    take: (signalling) => {
      current = signalling
    },
    signer: {
      sign: async (context, description) => {
        if (!current) throw new Error('nobody exchanges codes')
        return current.signer.sign(context, description)
      },
      verify: async (...asked) => (await current?.signer.verify(...asked)) ?? false,
    },
    iceServers: async () => current?.iceServers() ?? { servers: [], renewAt: null },
    send: (callId, signal) => current?.send(callId, signal),
  }
}
