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

/** Brings a device and the server into step: the device says what it believes, and is answered with the truth. */
export function createSyncing(deps: CallDeps, lifecycle: Lifecycle, adoption: Adoption) {
  const { store, clock, missed, tickets } = deps

  /** A party of a call that does not know of it ends it for the other; any other device's word changes nothing. */
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
    // A crossing call is known by two names; from here on it has its own.
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

/** Whether it shall ring on this device. */
const ringsOn = (call: RingingCall, device: DeviceRef): boolean =>
  isOfCallee(call, device) && !call.ignoredBy.some((other) => sameDevice(other, device))
