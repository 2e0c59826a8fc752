import type { CallState } from '@parley/call'
import { type DeviceRef, sameDevice } from '@parley/protocol'
import type { SimConnection } from '../browser/connection.ts'
import type { Device } from '../device/device.ts'
import type { Page } from '../device/page.ts'

/** How long a connection may outlive its purpose: time for a goodbye. Milliseconds. */
const RELEASE_MS = 1_000

/** Checks which connections a page holds, and what the page shows of its connection. */
export interface LinksWatch {
  check(device: Device, page: Page, now: number): void
  /** The device's page tells the other side of this call that it is going. */
  going(device: DeviceRef, callId: string): void
  /** The two connections can reach each other now. */
  met(one: SimConnection, other: SimConnection): void
}

/** True if the page's call does not need this connection. A connection without a description has no purpose yet. */
function isStray(call: CallState, { name }: SimConnection): boolean {
  if (call.status === 'IDLE') return true
  if (!name) return false
  if (name.callId !== call.callId) return true
  switch (call.status) {
    case 'OUTGOING':
      return call.kind === 'direct' && !call.ringing.some((device) => sameDevice(device, name.remote))
    case 'INCOMING':
      return !sameDevice(call.device, name.remote)
    case 'IN_CALL':
      return !sameDevice(call.device, name.remote) || (name.attempt ?? call.attempt) !== call.attempt
  }
}

export function createLinksWatch(fail: (problem: string) => void): LinksWatch {
  const straySince = new WeakMap<SimConnection, number>()
  /** The device, call and remote device of each connection that was up. */
  const met = new Set<string>()
  /** The last page that showed such a connection as connected. */
  const shown = new Map<string, Page>()
  /** The call that a page was in when it opened; null if it was in none. */
  const resumed = new WeakMap<Page, string | null>()
  /** The call and device of each page that said that it was going: the other side then shows an interruption. */
  const went = new Set<string>()
  const interruptions = new WeakMap<Page, { name: string; since: number }>()
  const nameOf = (...ids: [device: string, callId: string, remote: string]) => ids.join(' ')

  function checkStray({ ref }: Device, page: Page, now: number): void {
    const call = page.current()
    for (const connection of page.connections()) {
      if (!isStray(call, connection)) {
        straySince.delete(connection)
        continue
      }
      const since = straySince.get(connection) ?? now
      straySince.set(connection, since)
      const to = connection.name?.remote.deviceId ?? 'somebody'
      if (now > since + RELEASE_MS) fail(`4: ${ref.deviceId} is ${call.status}, and still connected to ${to}`)
    }
  }

  function checkShown({ ref }: Device, page: Page): void {
    const { connection, interruptedSince } = page.shows()
    const call = page.current()
    if (!resumed.has(page)) resumed.set(page, call.status === 'IN_CALL' ? call.callId : null)
    if (call.status !== 'IN_CALL') {
      if (connection !== 'none') fail(`4: ${ref.deviceId} is ${call.status}, and shows itself as ${connection}`)
      // A call that was given up for one on another device may ring again, and connects anew.
      for (const [name, by] of shown) if (by === page) shown.delete(name)
      return
    }
    const name = nameOf(ref.deviceId, call.callId, call.device.deviceId)
    const shownBy = shown.get(name)
    if (connection === 'connected') shown.set(name, page)
    // A page that crashed before the server confirmed its call has left nothing: the next one rings, and connects anew.
    const knows = shownBy === page || resumed.get(page) === call.callId
    if (connection === 'connecting' && shownBy && knows)
      fail(`13: ${ref.deviceId} shows that it connects, and its call was interrupted`)
    if (connection !== 'interrupted' || interruptedSince === null) {
      interruptions.delete(page)
      return
    }
    const isKnown = met.has(name) || resumed.get(page) === call.callId
    if (!isKnown && !went.has(`${call.callId} ${call.device.deviceId}`))
      fail(`13: ${ref.deviceId} shows an interruption, and was never connected`)
    const known = interruptions.get(page)
    if (known?.name === name && interruptedSince > known.since)
      fail(`13: ${ref.deviceId} takes an interruption for a later one, and waits longer`)
    interruptions.set(page, { name, since: interruptedSince })
  }

  return {
    check: (device, page, now) => {
      checkStray(device, page, now)
      checkShown(device, page)
    },
    going: ({ deviceId }, callId) => void went.add(`${callId} ${deviceId}`),
    met: (...ends) => {
      for (const { name, holder } of ends)
        if (name) met.add(nameOf(holder.device.deviceId, name.callId, name.remote.deviceId))
    },
  }
}
