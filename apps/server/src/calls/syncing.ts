import {
  type Ack,
  type ClientContract,
  type DeviceRef,
  type Invitation,
  type Payload,
  sameDevice,
} from '@parley/protocol'
import type { Adoption } from './adoption.ts'
import { isOfCallee, type RingingCall } from './call.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'
import { abandon } from './transitions.ts'
import { invitationTo, viewFor } from './view.ts'

type Sync = Payload<ClientContract, 'sync'>
type SyncAck = Ack<ClientContract, 'sync'>

/** Creates the handler of `sync`: a device reports the call it believes to be in, and the server answers the facts. */
export function createSyncing(deps: CallDeps, lifecycle: Lifecycle, adoption: Adoption) {
  const { store, clock, missed, tickets } = deps

  /** Ends the user's live call if this device is a party of it but reports another call or none. */
  async function endForgotten(device: DeviceRef, believedId: string | undefined): Promise<void> {
    const live = await store.findByUser(device.userId)
    if (!live || live.callId === believedId) return
    await lifecycle.change(live.callId, (call) => abandon(call, device, clock.now()))
  }

  async function invitationFor(device: DeviceRef, believedId: string | undefined): Promise<Invitation | null> {
    const live = await store.findByUser(device.userId)
    if (live?.state !== 'ringing' || live.callId === believedId) return null
    return ringsOn(live, device) && live.expiresAt > clock.now() ? invitationTo(live) : null
  }

  return async (device: DeviceRef, { call: believed }: Sync): Promise<SyncAck> => {
    // The device may know a crossed call by its second ID; from here on the call's own ID is used.
    const known = believed && (await store.get(believed.callId))
    const believedId = known?.callId ?? believed?.callId
    adoption.heard(device, believedId ?? null)
    await endForgotten(device, believedId)
    if (!known && believed?.status === 'IN_CALL' && believed.ticket !== undefined) {
      await adoption.adopt(device, believed.callId, believed.ticket)
    }
    const call = believedId === undefined ? null : await store.get(believedId)
    return {
      ok: true,
      now: clock.now(),
      call: call && viewFor(call, device, tickets.issue),
      invitation: await invitationFor(device, believedId),
      missed: await missed.list(device.userId),
    }
  }
}

/** True if the device belongs to the callee and has not ignored the call. */
const ringsOn = (call: RingingCall, device: DeviceRef): boolean =>
  isOfCallee(call, device) && !call.ignoredBy.some((other) => sameDevice(other, device))
