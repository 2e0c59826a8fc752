import type { CallState } from '@parley/call'
import { sampleIdentity } from '@parley/call/testing'
import { type CallId, type Description, type DeviceRef, type Seal, type Signal, sameDevice } from '@parley/protocol'
import type { SigningContext } from '@parley/webrtc'
import type { SimConnection } from '../browser/connection.ts'
import { holdsCandidate, showsAddress, ufragOf } from '../browser/sdp.ts'
import type { MediaWitness } from '../device/mediaWitness.ts'
import type { Deeds } from './deeds.ts'

export interface MediaWitnessDeps {
  deeds: Deeds
  /** The connection with this ICE username fragment; null if there is none. */
  find(ufrag: string): SimConnection | null
  /** The call of the device's open page; IDLE if none is open. */
  callOf(device: DeviceRef): CallState
  fail(problem: string): void
}

/** A seal of the right shape, without a valid signature. */
const SEAL: Seal = { identity: sampleIdentity, signature: `e30.e30.${'A'.repeat(86)}` }

/** True if the caller may tell this device its addresses before the answer, because the two know each other. */
const isOpenTo = (call: CallState, { deviceId }: DeviceRef): boolean =>
  call.status === 'OUTGOING' &&
  call.kind === 'direct' &&
  call.preconnect === true &&
  call.ringing.some((device) => device.deviceId === deviceId && device.warm === true)

const leadsHere = (signal: Signal): boolean => {
  if (signal.type === 'candidates') return signal.candidates.some(({ candidate }) => showsAddress(candidate))
  return signal.type === 'description' && holdsCandidate(signal.description.sdp)
}

export function createMediaWitness({ deeds, find, callOf, fail }: MediaWitnessDeps): MediaWitness {
  /** The descriptions that were signed, by negotiation, type and ICE username fragment. */
  const signed = new Set<string>()
  /** The other end of each connection that was up. */
  const partners = new WeakMap<SimConnection, SimConnection>()
  const keyOf = (negotiation: string, { type, sdp }: Description) => `${negotiation} ${type} ${ufragOf(sdp)}`

  function name(connection: SimConnection, { callId, remote, role }: SigningContext): void {
    const { name: known, holder } = connection
    const call = callOf(holder.device)
    const acquainted = isOpenTo(call, remote) || (call.status === 'INCOMING' && call.preconnect === true)
    connection.name ??= { callId, remote, role, attempt: null, acquainted }
    if (known && !(known.callId === callId && known.role === role && sameDevice(known.remote, remote)))
      fail(`6: ${holder.device.deviceId} takes a connection of ${known.callId} for one of ${callId}`)
    if (connection.sends) sent(connection)
  }

  /**
   * Fails unless the device is in the call that the connection is for. Until the first description is signed, the
   * connection has no name, and any call will do.
   */
  function sent({ name, holder: { device } }: SimConnection): void {
    const call = callOf(device)
    const isMeant =
      call.status === 'IN_CALL' && (!name || (call.callId === name.callId && sameDevice(call.device, name.remote)))
    if (!isMeant)
      fail(`3: ${device.deviceId} sends to ${name?.remote.deviceId ?? 'somebody'}, and is in no call with it`)
  }

  function count(connection: SimConnection, attempt: number): void {
    const { name, holder } = connection
    if (!name) return
    name.attempt ??= attempt
    if (name.attempt !== attempt)
      fail(`6: ${holder.device.deviceId} takes connection ${name.attempt} of ${name.callId} for ${attempt}`)
  }

  const isMadeFor = (connection: SimConnection | null, from: DeviceRef, to: DeviceRef, callId: CallId): boolean =>
    connection?.name?.callId === callId &&
    sameDevice(connection.holder.device, from) &&
    sameDevice(connection.name.remote, to)

  return {
    signerOf: (device) => ({
      sign: async (context, description) => {
        const connection = find(ufragOf(description.sdp))
        if (connection) name(connection, context)
        signed.add(keyOf(context.negotiation, description))
        return SEAL
      },
      verify: async ({ callId, remote, role, negotiation }, description) => {
        const connection = find(ufragOf(description.sdp))
        const good =
          isMadeFor(connection, remote, device, callId) &&
          connection?.name?.role === role &&
          signed.has(keyOf(negotiation, description))
        if (!good) fail(`6: ${device.deviceId} takes a description in ${callId} that is not for it`)
        const [call, attempt] = [callOf(device), connection?.name?.attempt ?? 0]
        if (call.status === 'IN_CALL' && call.callId === callId && attempt < call.attempt)
          fail(`6: ${device.deviceId} takes a description of connection ${attempt} of ${callId} for ${call.attempt}`)
        return good
      },
    }),
    signalled: (from, callId, to, signal) => {
      const call = callOf(from)
      if (call.status === 'INCOMING' && !call.preconnect)
        fail(`9: ${from.deviceId} answers a stranger before its person does`)
      if (call.status === 'OUTGOING' && !isOpenTo(call, to) && leadsHere(signal))
        fail(`9: ${from.deviceId} shows ${to.deviceId} where it is before the answer`)
      if (signal.type !== 'description') return
      const connection = find(ufragOf(signal.description.sdp))
      if (!isMadeFor(connection, from, to, callId))
        fail(`6: ${from.deviceId} describes another connection in ${callId}`)
      if (connection) count(connection, signal.attempt ?? 0)
    },
    sent,
    said: ({ name, holder: { device } }, data) => {
      if (!name || typeof data !== 'string' || data.startsWith('{"type":"signal"')) return
      const { callId, remote } = name
      if (!deeds.hasEntered(callId, device)) fail(`3: ${device.deviceId} says ${data} before it is in ${callId}`)
      if (data.startsWith('{"type":"bye"') && deeds.wasTooLate(callId, device))
        fail(`8: ${device.deviceId} came too late for ${callId}, and ends it at ${remote.deviceId}`)
    },
    met: (one, other) => {
      const [mine, theirs] = [one.name, other.name]
      const fits =
        mine !== null &&
        theirs !== null &&
        mine.callId === theirs.callId &&
        mine.attempt === theirs.attempt &&
        mine.role !== theirs.role &&
        sameDevice(mine.remote, other.holder.device) &&
        sameDevice(theirs.remote, one.holder.device)
      if (!fits) fail(`6: ${one.holder.device.deviceId} and ${other.holder.device.deviceId} meet in other connections`)
      for (const [end, far] of [[one, other] as const, [other, one] as const]) {
        // Another connection has other DTLS keys. After a reload while it rings, it is another page's.
        const known = partners.get(end)
        if (known && known !== far && known.holder === far.holder)
          fail(`6: ${end.holder.device.deviceId} meets two connections of one page in a connection`)
        partners.set(end, far)
      }
    },
  }
}
