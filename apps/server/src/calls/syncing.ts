import {
  type Ack,
  type ClientContract,
  type DeviceRef,
  type Invitation,
  limits,
  type Payload,
  sameDevice,
} from '@parley/protocol'
import type { Adoption } from './adoption.ts'
import { isParty, isTold, type RingingCall } from './call.ts'
import type { CallDeps, Lifecycle } from './lifecycle.ts'
import { abandon } from './transitions.ts'
import { invitationTo, viewFor } from './view.ts'

type Sync = Payload<ClientContract, 'sync'>
type SyncAck = Ack<ClientContract, 'sync'>

/** Creates the handler of `sync`: a device reports the call it believes to be in, and the server answers the facts. */
export function createSyncing(deps: CallDeps, lifecycle: Lifecycle, adoption: Adoption) {
  const { store, clock, missed, tickets } = deps

  /** Ends the calls that this device is a party of, or that await it, but for the one that it reports. */
  async function endForgotten(device: DeviceRef, believedId: string | undefined): Promise<void> {
    const live = await store.findByUser(device.userId)
    const awaiting = (await store.findAwaiting(device.userId)).filter((call) => isParty(call, device))
    for (const { callId } of live ? [live, ...awaiting] : awaiting) {
      if (callId === believedId) continue
      await lifecycle.change(callId, (call) => abandon(call, device, clock.now()))
    }
  }

  async function invitationsFor(device: DeviceRef, believedId: string | undefined): Promise<Invitation[]> {
    const now = clock.now()
    return (await store.findRinging(device.userId))
      .filter((call) => call.callId !== believedId && ringsOn(call, device) && call.expiresAt > now)
      .slice(0, limits.MAX_INVITATIONS)
      .map((call) => invitationTo(call, now))
  }

  return async (device: DeviceRef, { call: believed }: Sync): Promise<SyncAck> => {
    // The device may know a crossed call by its second ID; from here on the call's own ID is used.
    const known = believed && (await store.get(believed.callId))
    const believedId = known?.callId ?? believed?.callId
    adoption.heard(device, believedId ?? null)
    await endForgotten(device, believedId)
    if (believedId !== undefined) await lifecycle.claim(believedId, device)
    if (!known && believed?.status === 'IN_CALL' && believed.ticket !== undefined) {
      await adoption.adopt(device, believed.callId, believed.ticket)
    }
    const call = believedId === undefined ? null : await store.get(believedId)
    return {
      ok: true,
      now: clock.wall(),
      call: call && viewFor(call, device, clock.now(), tickets.issue),
      invitations: await invitationsFor(device, believedId),
      missed: await missed.list(device.userId),
    }
  }
}

/** True if this device of the callee is told of the call, and has not ignored it. */
const ringsOn = (call: RingingCall, device: DeviceRef): boolean =>
  call.silenced === null && isTold(call, device) && !call.ignoredBy.some((other) => sameDevice(other, device))
