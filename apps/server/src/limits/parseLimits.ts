import { defaultLimits, type LimitKind, type Limits, limitKinds, type Rate } from './rates.ts'

/** Limits of how many exist at once, not of a rate. */
const counts = ['socketsPerAddress', 'unprovedPerAddress', 'socketsPerUser'] as const
type Count = (typeof counts)[number]

/** The longest window of a rate: a day. Seconds. */
const MAX_SECONDS = 86_400

const example = 'a list such as calls=60/60,socketsPerUser=24, where 60/60 means 60 in 60 seconds'

/** The limits, or a sentence that says what is allowed. */
export type ParsedLimits = { ok: true; limits: Limits } | { ok: false; problem: string }

/** Reads the operator's changes to the default limits; limits that are not named keep their default. */
export function parseLimits(text: string): ParsedLimits {
  const rates: Record<LimitKind, Rate> = { ...defaultLimits.rates }
  const sockets: Record<Count, number> = { ...pickCounts(defaultLimits) }

  for (const item of text.split(',').flatMap((part) => part.trim() || [])) {
    const [, name = '', points = '', seconds] = /^(\w+)\s*=\s*(\d{1,9})(?:\/(\d{1,5}))?$/.exec(item) ?? []
    const kind = limitKinds.find((known) => known === name)
    const count = counts.find((known) => known === name)
    if (kind && seconds !== undefined && isRate({ points: Number(points), seconds: Number(seconds) })) {
      rates[kind] = { points: Number(points), seconds: Number(seconds) }
    } else if (count && seconds === undefined && Number(points) > 0) {
      sockets[count] = Number(points)
    } else {
      return { ok: false, problem: explain(kind, count) }
    }
  }
  return { ok: true, limits: { rates, ...sockets } }
}

const pickCounts = ({ socketsPerAddress, unprovedPerAddress, socketsPerUser }: Limits): Record<Count, number> => ({
  socketsPerAddress,
  unprovedPerAddress,
  socketsPerUser,
})

const isRate = ({ points, seconds }: Rate): boolean => points > 0 && seconds > 0 && seconds <= MAX_SECONDS

function explain(kind: LimitKind | undefined, count: Count | undefined): string {
  if (kind) return `${example}; ${kind} takes a number above 0 and 1 to ${MAX_SECONDS} seconds`
  if (count) return `${example}; ${count} takes one number above 0`
  return `${example}; the names are ${[...limitKinds, ...counts].join(', ')}`
}
