import { type Moment, systemClock } from '@parley/protocol'

/** This moment, by the machine's clocks. */
export const thisMoment = (): Moment => ({ at: systemClock.now(), wall: systemClock.wall() })

/** Prepares an action with its time; the simulation passes its own clocks' time. */
export const timed = <P extends object>(payload: P, now = thisMoment()) => ({ payload: { ...payload, ...now } })
