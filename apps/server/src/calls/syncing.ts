import type { Ack, ClientContract, DeviceRef, Invitation, Payload } from '@parley/protocol'
import { isOfCallee } from './call.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'
import { abandon } from './transitions.ts'
import { invitationTo, viewFor } from './view.ts'

type Sync = Payload<ClientContract, 'sync'>
type SyncAck = Ack<ClientContract, 'sync'>

/** Brings a device and the server into step: the device says what it believes, and is answered with the truth. */
export function createSyncing(deps: CallDeps, lifecycle: Lifecycle) {
  const { store, clock, missed } = deps

  /** A party of a call that does not know of it ends it for the other; any other device's word changes nothing. */
  async function endForgotten(device: DeviceRef, believedId: string | undefined): Promise<void> {
    const live = await store.findByUser(device.userId)
    if (!live || live.callId === believedId) return
    await lifecycle.change(live.callId, (call) => abandon(call, device, clock.now()))
  }

  async function invitationFor(device: DeviceRef, believedId: string | undefined): Promise<Invitation | null> {
    const live = await store.findByUser(device.userId)
    const rings = live?.state === 'ringing' && isOfCallee(live, device) && live.expiresAt > clock.now()
    return rings && live.callId !== believedId ? invitationTo(live) : null
  }

  return async (device: DeviceRef, { call: believed }: Sync): Promise<SyncAck> => {
    // A crossing call is known by two names; from here on it has its own.
    const believedId = believed ? ((await store.get(believed.callId))?.callId ?? believed.callId) : undefined
    await endForgotten(device, believedId)
    const call = believedId === undefined ? null : await store.get(believedId)
    return {
      ok: true,
      now: clock.now(),
      call: call && viewFor(call, device),
      invitation: await invitationFor(device, believedId),
      missed: missed.list(device.userId),
    }
  }
}
