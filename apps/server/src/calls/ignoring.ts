import type { Ack, CallId, ClientContract, DeviceRef, Payload } from '@parley/protocol'
import { isOfCallee } from './call.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'
import { ignore, silenceIfIgnored } from './transitions.ts'

/** Keeps calls from ringing where they shall not, without a sign of it to the caller. */
export function createIgnoring({ store, presence }: Pick<CallDeps, 'store' | 'presence'>, lifecycle: Lifecycle) {
  const onlineOf = async (userId: string) => (await presence.find(userId))?.devices ?? []

  return {
    ignoreCall: async (
      device: DeviceRef,
      { callId, everywhere }: Payload<ClientContract, 'ignoreCall'>,
    ): Promise<Ack<ClientContract, 'ignoreCall'>> => {
      const online = await onlineOf(device.userId)
      const call = await lifecycle.change(callId, (now) => {
        const after = ignore(now, device, everywhere)
        return isOfCallee(now, device) ? silenceIfIgnored(after, online) : after
      })
      return call && isOfCallee(call, device) ? { ok: true } : { ok: false, error: 'notInCall' }
    },
    /** A device of the callee has come or gone: perhaps nobody is left whom the call could ring for. */
    reconsider: async (callId: CallId): Promise<void> => {
      const call = await store.get(callId)
      if (call?.state !== 'ringing' || call.ignoredBy.length === 0) return
      const online = await onlineOf(call.callee)
      await lifecycle.change(callId, (now) => silenceIfIgnored(now, online))
    },
  }
}
