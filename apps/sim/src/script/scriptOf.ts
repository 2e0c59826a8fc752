import { createRandom, mix, type Random } from '../random.ts'
import type { Script, Step, Transport } from './script.ts'

type Bare = Step extends infer S ? (S extends Step ? Omit<S, 'after'> : never) : never

const CASTS: readonly [readonly number[], ...(readonly number[])[]] = [
  [0, 1],
  [0, 1, 1],
  [0, 1, 2],
  [0, 0, 1, 1],
  [0, 1, 1, 2],
  [0, 1, 2, 3],
]

/** Five people, and one whom they call, on two devices. It takes ten times as long as the others. */
const CROWD: readonly number[] = [0, 0, 1, 2, 3, 4, 5]

const mediaOf = (random: Random) => (random.chance(0.7) ? 'video' : 'voice')

/** The time before a step: mostly a person's pace, sometimes at once, rarely longer than a call rings. Milliseconds. */
function pace(random: Random): number {
  if (random.chance(0.3)) return random.int(0, 250)
  return random.chance(0.06) ? random.int(9_000, 50_000) : random.int(200, 5_000)
}

function fault(random: Random, cast: readonly number[]): Bare {
  const device = random.int(0, cast.length - 1)
  const luck = random.int(0, 99)
  if (luck < 55) {
    const [deviceNotices, serverNotices] = [random.int(0, 20_000), random.int(0, 40_000)]
    const back = random.chance(0.12) ? random.int(30_000, 75_000) : random.int(0, 5_000)
    return { do: 'cut', device, deviceNotices, serverNotices, back }
  }
  if (luck < 78) return { do: 'reload', device, crash: random.chance(0.6), back: random.int(100, 4_000) }
  if (luck < 84) return { do: 'losePath', device }
  if (luck < 93) {
    const caller = random.int(0, Math.max(...cast))
    return { do: 'screen', device, caller, as: random.pick(['ring', 'silence', 'block']) }
  }
  return { do: 'restart' }
}

/** @param which the number of the call that is meant, of several that ring */
function response(random: Random, device: number, which = 0): Bare {
  const luck = random.int(0, 99)
  if (luck < 65) return { do: 'accept', device, media: mediaOf(random), which }
  if (luck < 80) return { do: 'decline', device, which }
  return luck < 90 ? { do: 'block', device, which } : { do: 'hangUp', device }
}

/** Everybody calls one person at about the same time, who answers some of them. */
function* crowd(random: Random, cast: readonly number[]): Generator<Bare> {
  const called = random.int(0, cast.length - 1)
  const callee = cast[called] ?? 0
  const mine = cast.flatMap((user, device) => (user === callee ? [device] : []))
  for (const [device, user] of cast.entries())
    if (user !== callee) yield { do: 'dial', device, callee, media: mediaOf(random) }
  for (let answers = random.int(1, 4); answers > 0; answers -= 1) {
    yield response(random, random.pick([called, ...mine]), random.int(0, 4))
    if (random.chance(0.2)) yield fault(random, cast)
    if (random.chance(0.2)) yield { do: 'hangUp', device: random.int(0, cast.length - 1) }
  }
}

/** The steps of one call, and the faults during it. */
function* story(random: Random, cast: readonly number[]): Generator<Bare> {
  const caller = random.int(0, cast.length - 1)
  const user = cast[caller] ?? 0
  const others = cast.flatMap((owner, device) => (owner === user ? [] : [device]))
  const other = () => others[random.int(0, others.length - 1)] ?? 0
  const called = other()
  const callee = cast[called] ?? 0
  const anyOfCallee = () => random.pick([called, ...others.filter((device) => cast[device] === callee)])
  yield { do: 'dial', device: caller, callee, media: mediaOf(random) }
  if (random.chance(0.2)) yield { do: 'dial', device: anyOfCallee(), callee: user, media: mediaOf(random) }
  if (random.chance(0.1)) {
    const third = other()
    yield { do: 'dial', device: third, callee: cast[third] === callee ? user : callee, media: mediaOf(random) }
  }
  if (random.chance(0.35)) yield fault(random, cast)
  if (random.chance(0.2)) yield { do: 'hangUp', device: caller }
  if (random.chance(0.9)) yield response(random, anyOfCallee())
  if (random.chance(0.4)) yield response(random, anyOfCallee())
  if (random.chance(0.4)) yield fault(random, cast)
  if (random.chance(0.7)) yield { do: 'hangUp', device: random.chance(0.5) ? caller : anyOfCallee() }
  if (random.chance(0.25)) yield fault(random, cast)
}

/** Changes some reloads: the page comes back later, perhaps too late to resume its call, or never. */
function comeBack(bare: Bare, random: Random): Bare {
  if (bare.do !== 'reload' || random.chance(0.75)) return bare
  return { ...bare, back: random.chance(0.5) ? null : random.int(4_000, 75_000) }
}

/** Lets some other devices of the same person accept at about the same time. */
function rivalsOf(accept: Bare & { do: 'accept' }, cast: readonly number[], random: Random): Step[] {
  const rivals = cast.flatMap((user, device) =>
    user === cast[accept.device] && device !== accept.device ? [device] : [],
  )
  return rivals.flatMap((device) => (random.chance(0.3) ? [{ ...accept, device, after: random.int(0, 200) }] : []))
}

const reloadOf = (random: Random, cast: readonly number[]): Bare => ({
  ...{ do: 'reload', device: random.int(0, cast.length - 1) },
  ...{ crash: random.chance(0.5), back: random.int(100, 4_000) },
})

/** How far clocks are set: by a person or a time server, for a wrong hour, day or year, or a little. Milliseconds. */
const SETTINGS = [120_000, 3_600_000, 900_000, 1_500, 9_000, 40_000, 86_400_000, 30_000_000_000] as const

/** In half of the schedules clocks are set during the steps, of any device and of the server, without delaying a step. */
function withClocksSet(seed: number, cast: readonly number[], steps: readonly Step[]): Step[] {
  const random = createRandom(mix(seed, 5))
  if (random.chance(0.5)) return [...steps]
  return steps.flatMap((step): Step[] => {
    if (random.chance(0.65)) return [step]
    const after = random.int(0, step.after)
    const device = random.chance(0.25) ? null : random.int(0, cast.length - 1)
    const by = random.pick(SETTINGS) * (random.chance(0.5) ? -1 : 1)
    return [
      { after, do: 'setClock', device, by },
      { ...step, after: step.after - after },
    ]
  })
}

/** In a third of the schedules no device preconnects, in a third every device does. */
function preconnectingOf(seed: number, cast: readonly number[]): number[] {
  const random = createRandom(mix(seed, 3))
  const share = random.pick([0, 0.6, 1])
  return cast.flatMap((_, device) => (random.chance(share) ? [device] : []))
}

/** Generates the script of a seed. The same seed always gives the same script. */
export function scriptOf(seed: number, transport: Transport): Script {
  const random = createRandom(mix(seed, 1))
  const cast = random.chance(0.03) ? CROWD : random.pick(CASTS)
  const steps: Step[] = []
  // Generators of their own, so that their draws do not shift those of `random`.
  const fate = createRandom(mix(seed, 2))
  const rivalry = createRandom(mix(seed, 4))
  for (let stories = random.int(1, 4); stories > 0; stories -= 1) {
    const crowded = cast.length > 2 && new Set(cast).size > 2 && random.chance(0.4)
    for (const bare of crowded ? crowd(random, cast) : story(random, cast)) {
      steps.push({ ...comeBack(bare, fate), after: pace(random) })
      if (bare.do === 'accept') steps.push(...rivalsOf(bare, cast, rivalry))
      const talks = bare.do === 'accept' && fate.chance(0.2)
      if (talks) steps.push({ ...comeBack(reloadOf(fate, cast), fate), after: pace(fate) })
    }
  }
  return { seed, transport, cast, preconnect: preconnectingOf(seed, cast), steps: withClocksSet(seed, cast, steps) }
}
