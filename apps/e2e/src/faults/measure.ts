import type { TestInfo } from '@playwright/test'
import type { Person } from '../support/person.ts'
import { expect } from '../support/test.ts'
import { FIGURE, type Figure } from './figures.ts'

/** Prints a fault's measurement, and records it for the table at the end of the run. */
export function report(info: TestInfo, fault: string, what: string, value: number, unit = 's'): void {
  const figure: Figure = { fault, what, value, unit }
  console.log(`fault: ${fault} — ${what} ${value.toFixed(1)} ${unit}`)
  info.annotations.push({ type: FIGURE, description: JSON.stringify(figure) })
}

/** The seconds since `then`, a time of `Date.now()`. */
export const secondsSince = (then: number): number => (Date.now() - then) / 1000

/**
 * Resolves with the time at which the next frame is decoded, on the page's clock, to 50 ms. Works also if another
 * connection replaces this one, whose count begins at 0.
 */
export async function seenAgain({ id, page }: Person): Promise<number> {
  const at = await page.evaluate(async () => {
    const until = Date.now() + 60_000
    let least = Number.POSITIVE_INFINITY
    while (Date.now() < until) {
      const { framesDecoded } = await window.probe.read()
      if (framesDecoded > least) return Date.now()
      least = Math.min(least, framesDecoded)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return null
  })
  if (at === null) throw new Error(`${id} never sees again`)
  return at
}

/** Waits until no frame has been decoded for a second. */
export async function seesNothingMore(person: Person): Promise<void> {
  let last = -1
  await expect
    .poll(
      async () => {
        const before = last
        last = (await person.media()).framesDecoded
        return last === before
      },
      { message: `${person.id} sees nothing more`, intervals: [1_000] },
    )
    .toBe(true)
}

/** Watches the remote video. The returned function resolves with the longest gap between frames so far, in seconds. */
export async function watchPicture(person: Person): Promise<() => Promise<number>> {
  await person.page.evaluate(() => {
    let longest = 0
    let frames = -1
    let seenAt = performance.now()
    const look = async () => {
      const { framesDecoded: now } = await window.probe.read()
      longest = Math.max(longest, performance.now() - seenAt)
      if (now !== frames) seenAt = performance.now()
      frames = now
    }
    const timer = setInterval(() => void look(), 100)
    const stop = () => {
      clearInterval(timer)
      return longest / 1000
    }
    Object.assign(window, { stopWatchingPicture: stop })
  })
  return () =>
    person.page.evaluate(() => (window as unknown as { stopWatchingPicture(): number }).stopWatchingPicture())
}

/** How much sound of the call was played, and how much of it the browser concealed. Samples. */
export function playedVoice(person: Person): Promise<{ concealed: number; all: number }> {
  return person.page.evaluate(async () => {
    const connection = window.probe.connections.at(-1)
    const played = { concealed: 0, all: 0 }
    for (const stat of (await connection?.getStats())?.values() ?? [])
      if (stat.type === 'inbound-rtp' && stat.kind === 'audio') {
        played.concealed += stat.concealedSamples ?? 0
        played.all += stat.totalSamplesReceived ?? 0
      }
    return played
  })
}

/** The local and remote address that the connection uses now; null if it has no selected pair. */
export function pathOf(person: Person): Promise<string | null> {
  return person.page.evaluate(async () => {
    const stats = await window.probe.connections.at(-1)?.getStats()
    for (const transport of stats?.values() ?? []) {
      if (transport.type !== 'transport') continue
      const pair = stats?.get(transport.selectedCandidatePairId)
      const [local, remote] = [stats?.get(pair?.localCandidateId), stats?.get(pair?.remoteCandidateId)]
      if (local && remote) return `${local.address} ${remote.address}`
    }
    return null
  })
}
