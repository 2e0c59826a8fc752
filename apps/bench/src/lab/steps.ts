import { median, rounded } from './result.ts'

/** For each step the median of its first times, over the runs that had it, in order of time. Milliseconds. */
export function mediansOf(times: readonly (readonly [step: string, at: number][])[]): Record<string, number> {
  const firsts = times.map((steps) => new Map([...steps].reverse()))
  const names = new Set(firsts.flatMap((first) => [...first.keys()]))
  const medians = [...names].map((name): [string, number] => [
    name,
    rounded(median(firsts.flatMap((first) => first.get(name) ?? []))),
  ])
  return Object.fromEntries(medians.sort(([, a], [, b]) => a - b))
}
