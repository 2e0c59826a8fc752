import type { Ack, CallId, ClientContract, DeviceRef, Payload } from '@parley/protocol'
import { isOfCallee } from './call.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'
import { ignore, silenceIfIgnored } from './transitions.ts'

/** Silences calls that the callee ignores; the caller cannot tell. */
export function createIgnoring({ store, presence }: Pick<CallDeps, 'store' | 'presence'>, lifecycle: Lifecycle) {
  const onlineOf = async (userId: string) => (await presence.find(userId))?.devices ?? []

  return {
    /** Ignores the call on this device, or with `everywhere` on all devices of its user. */
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
    /** Silences a ringing call if every connected device of the callee ignores it; called when one comes or goes. */
    reconsider: async (callId: CallId): Promise<void> => {
      const call = await store.get(callId)
      if (call?.state !== 'ringing' || call.ignoredBy.length === 0) return
      const online = await onlineOf(call.callee)
      await lifecycle.change(callId, (now) => silenceIfIgnored(now, online))
    },
  }
}
