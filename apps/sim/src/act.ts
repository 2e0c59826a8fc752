import type { Incoming } from '@parley/call'
import { isMutual } from './pairs.ts'
import type { Step } from './script/script.ts'
import type { World } from './world.ts'

/** The call that is meant of those that ring: the one of this number, or the last. */
const meant = (ringing: readonly Incoming[], which = 0): Incoming | undefined => ringing[which] ?? ringing.at(-1)

/** Performs one step of a script. Does nothing if the step is not possible now. */
export function act(world: World, step: Step): void {
  const { devices, deeds, server, fail } = world
  world.say(() => `STEP ${JSON.stringify(step)}`)
  world.clock.begin()
  if (step.do === 'restart') {
    const dead = server.restart()
    for (const [number, device] of devices.entries()) {
      if (dead.some((line) => line.device === device.ref)) device.cut(number * 700, 0, 300)
    }
    return
  }
  if (step.do === 'setClock') {
    const machine = step.device === null ? world.machine : devices[step.device]?.machine
    machine?.step(step.by)
    return
  }
  if (step.do === 'mustTalk' || step.do === 'mustRing' || step.do === 'mustHaveEnded') {
    const problem = problemOf(world, step)
    if (problem) fail(problem)
    return
  }
  const device = devices[step.device]
  const page = device?.page
  if (!device || !page) return
  const call = page.current()
  switch (step.do) {
    case 'dial': {
      const callId = world.newCallId()
      const callee = world.userOf(step.callee)
      if (call.status !== 'IDLE') return
      deeds.dialled(callId, page.device, callee)
      page.dial(callId, callee, step.media)
      return
    }
    case 'accept': {
      const ringing = meant(page.ringing(), step.which)
      if (!ringing) return
      // "End and answer".
      if (call.status !== 'INCOMING') page.hangUp()
      deeds.accepted(ringing.callId, page.device)
      page.accept(ringing.callId, step.media)
      return
    }
    case 'decline': {
      const ringing = meant(page.ringing(), step.which)
      if (!ringing) return
      deeds.left(ringing.callId, page.device)
      page.decline(ringing.callId)
      return
    }
    case 'hangUp':
      page.hangUp()
      return
    case 'block': {
      const ringing = meant(page.ringing(), step.which)
      if (!ringing) return
      device.setScreen(ringing.peer, 'block')
      deeds.left(ringing.callId, page.device)
      page.block(ringing.callId)
      return
    }
    case 'screen':
      device.setScreen(world.userOf(step.caller), step.as)
      return
    case 'cut':
      device.cut(step.deviceNotices, step.serverNotices, step.back)
      return
    case 'reload':
      device.shut(step.crash, step.back)
      return
    case 'losePath':
      page.losePath()
  }
}

type Must = Extract<Step, { do: 'mustTalk' | 'mustRing' | 'mustHaveEnded' }>

/** Checks a `must…` step. Returns the violation; null if there is none. */
function problemOf(world: World, step: Must): string | null {
  const device = world.devices[step.device]
  const call = device?.page?.current()
  switch (step.do) {
    case 'mustTalk': {
      const other = world.devices[step.with]
      const talk = device && other && isMutual(world, device, other)
      return talk ? null : `13: ${step.device} and ${step.with} do not talk`
    }
    case 'mustRing':
      return call?.status === 'INCOMING' ? null : `7: it does not ring at ${step.device}`
    case 'mustHaveEnded': {
      const over = call?.status === 'IDLE' && call.lastEnd?.reason === step.as
      return over ? null : `14: the call of ${step.device} has not ended as ${step.as}`
    }
  }
}
