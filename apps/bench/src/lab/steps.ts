import { median, rounded } from './result.ts'

/** For each step the median of when it was there first, in order; of those times that had it. Milliseconds. */
export function mediansOf(times: readonly (readonly [step: string, at: number][])[]): Record<string, number> {
  const firsts = times.map((steps) => new Map([...steps].reverse()))
  const names = new Set(firsts.flatMap((first) => [...first.keys()]))
  const medians = [...names].map((name): [string, number] => [
    name,
    rounded(median(firsts.flatMap((first) => first.get(name) ?? []))),
  ])
  return Object.fromEntries(medians.sort(([, a], [, b]) => a - b))
}
