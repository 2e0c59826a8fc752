import type { CallState } from '@parley/call'
import type { DeviceRef, UserId } from '@parley/protocol'
import { createDevice, type Device } from './device/device.ts'
import type { Page } from './device/page.ts'
import { clockSeed, createMachine } from './machine.ts'
import { createPaths } from './network/paths.ts'
import { mix } from './random.ts'
import { createDeliveries } from './script/deliveries.ts'
import type { Script } from './script/script.ts'
import { createServer } from './server/server.ts'
import { createSimClock } from './simClock.ts'
import { createDeeds } from './truth/deeds.ts'
import { createLinksWatch } from './truth/links.ts'
import { createMediaWitness } from './truth/media.ts'
import { checkMove } from './truth/moves.ts'
import { createSecondsWatch } from './truth/seconds.ts'
import { createTruth } from './truth/truth.ts'
import { createWatch } from './truth/watch.ts'

const USERS: readonly UserId[] = ['ada', 'bob', 'cyd', 'dee', 'eve', 'fay']

/** Everything in one run: devices, network, server, and the checks that watch them. */
export type World = ReturnType<typeof createWorld>

/**
 * Creates the world of a script, before any page is open.
 *
 * @param note called for each event; `line` makes its text, and is called only if the text is needed
 */
export function createWorld(script: Script, note: (at: number, line: () => string) => void) {
  const { seed, transport, cast, preconnect } = script
  const clock = createSimClock()
  const start = clock.now()
  let problem: string | null = null
  let dialled = 0
  let named = 0

  const say = (line: () => string) => note(Math.round(clock.now() - start), line)
  const fail = (what: string): void => {
    say(() => `VIOLATION ${what}`)
    problem ??= what
  }
  const devices: Device[] = []
  const deliveries = createDeliveries(script.deliveries ?? [], ({ deviceId }) =>
    devices.findIndex(({ ref }) => ref.deviceId === deviceId),
  )
  const deeds = createDeeds()
  const machine = createMachine({ world: clock, seed: clockSeed(seed), ahead: 0, steady: true })
  const seconds = createSecondsWatch(clock, fail)
  const worldTime = (at: number): number => server.worldTime(at)
  const truth = createTruth({ clock, worldTime, transport, deeds, fail, note: say })
  const nobody: CallState = { status: 'IDLE', lastEnd: null }
  const callOf = ({ deviceId }: DeviceRef): CallState =>
    devices.find(({ ref }) => ref.deviceId === deviceId)?.page?.current() ?? nobody
  const witness = createMediaWitness({ deeds, find: (ufrag) => paths.find(ufrag), callOf, fail })
  const links = createLinksWatch(fail)
  const paths = createPaths({
    ...{ clock, seed },
    met: (one, other) => {
      witness.met(one, other)
      links.met(one, other)
    },
    // Only a preconnected link may fail at first. The engine replaces such a link soon after the answer.
    mayFail: (...ends) =>
      ends.every(({ name }) => name?.acquainted) &&
      ends.some(({ holder }) => callOf(holder.device).status !== 'IN_CALL'),
  })
  const begun = new Set<string>()
  const pages = new WeakMap<Page, Set<string>>()
  const server = createServer({
    ...{ clock, machine, transport, truth, fail },
    toDevice: (line, event, payload) =>
      devices.find(({ ref }) => ref.deviceId === line.device.deviceId)?.receive(line, event, payload),
  })

  const watch = createWatch({ devices, paths, links, truth, transport, clock, worldTime, fail })

  function moved(page: Page, before: CallState, after: CallState): void {
    const { device } = page
    say(() => `${device.deviceId} is ${describe(after)}`)
    const known = pages.get(page) ?? new Set<string>()
    pages.set(page, known)
    const owner = devices.find(({ ref }) => ref === device)
    const mover = {
      device,
      now: clock.now(),
      own: page.now(),
      worldTime,
      screenOf: (caller: UserId) => owner?.screenOf(caller) ?? 'ring',
      knew: (callId: string) => known.has(callId),
      rings: (callId: string) => page.ringing().some((call) => call.callId === callId),
    }
    for (const wrong of checkMove(mover, before, after, deeds, truth)) fail(wrong)
    seconds.moved(device, before, after, { now: page.now(), wall: owner?.machine.wall() ?? 0 })
    if (after.status === 'IDLE' && after.lastEnd?.reason === 'answeredElsewhere')
      deeds.cameTooLate(after.lastEnd.callId, device)
    // Its person seemed to be in another call. If the server takes the answer all the same, this device hangs up.
    if (before.status === 'IN_CALL' && after.status === 'IDLE' && after.lastEnd?.reason === 'alreadyInCall')
      deeds.left(before.callId, device)
    if (before.status !== 'IDLE' && (after.status === 'IDLE' || after.callId !== before.callId)) {
      // It may ring on beside the next call, or ring again once this person is free.
      if (page.isOver(before.callId)) known.add(before.callId)
      if (page.isOver(before.callId)) deeds.quit(before.callId, device)
    }
    if (after.status !== 'IN_CALL') return
    if (before.status === 'INCOMING' || before.status === 'OUTGOING') entered(device, after.callId)
    const { callId, attempt } = after
    if (before.status !== 'IN_CALL' || before.callId !== callId || before.attempt !== attempt)
      began(device, callId, attempt)
  }

  function entered(device: DeviceRef, callId: string): void {
    deeds.entered(callId, device)
    // If the accept of an earlier page was never sent, the call rings again at the next page. Its connections then
    // begin anew, because the other side knows of none.
    for (const name of begun) if (name.startsWith(connectionsOf(device, callId))) begun.delete(name)
  }

  /**
   * Fails if the device begins this connection of the call a second time: the two devices tell connections apart by
   * number.
   */
  function began(device: DeviceRef, callId: string, attempt: number): void {
    const name = connectionOf(device, callId, attempt)
    if (begun.has(name)) fail(`6: ${device.deviceId} begins connection ${attempt} of ${callId} again`)
    begun.add(name)
  }

  for (const [number, user] of cast.entries()) {
    const userId = USERS[user] ?? 'ada'
    const ref = { userId, deviceId: `device-${number}-of-${userId}-${'x'.repeat(4)}` }
    devices.push(
      createDevice({
        ...{
          ref,
          seed: mix(seed, number, 99),
          deliveries,
          ahead: script.ahead?.[number],
          preconnects: preconnect.includes(number),
          transport,
          clock,
          server,
          paths,
          witness,
          name: () => {
            named += 1
            return `n${named}`
          },
          moved,
          fail,
          note: say,
        },
        going: (device) => watch.going(device),
        left: (device, call) => seconds.left(device, call),
        vanished: (device, call) => {
          say(() => `${device.deviceId} is gone`)
          if (call.status !== 'IDLE') deeds.quit(call.callId, device)
        },
      }),
    )
  }

  for (const number of script.contacts ?? []) devices[number]?.befriendAll()

  return {
    /** The script's seed; 0 if it has none. Decides which variant of a final check runs. */
    seed: seed ?? 0,
    clock,
    machine,
    devices,
    deeds,
    truth,
    paths,
    server,
    transport,
    fail,
    say,
    userOf: (user: number): UserId => USERS[user] ?? 'ada',
    users: USERS,
    newCallId: () => {
      dialled += 1
      return `call-${String(dialled).padStart(11, '0')}`
    },
    watch: watch.check,
    /** The first violation; null if there is none. */
    problem: (): string | null => problem,
  }
}

const connectionsOf = ({ deviceId }: DeviceRef, callId: string): string => `${deviceId} ${callId} `

const connectionOf = (device: DeviceRef, callId: string, attempt: number): string =>
  `${connectionsOf(device, callId)}${attempt}`

function describe(call: CallState): string {
  return call.status === 'IDLE'
    ? `IDLE (${call.lastEnd?.reason ?? 'never called'})`
    : `${call.status} in ${call.callId}`
}
