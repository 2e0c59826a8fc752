import type { Person } from '../support/person.ts'
import { expect, test } from '../support/test.ts'
import { report, secondsSince } from './measure.ts'

/** The calls of one page: 100 with `npm run faults`. The first ones fill caches before the measurement. */
const CALLS = process.env.ALL_TESTS ? 100 : 30
const WARM_UP = 10

/**
 * The most recent calls that the app lists. A page that dialled keeps its home screen, with a listener for each row of
 * that list, so its listeners grow up to this number.
 */
const RECENT_CALLS = 50

/** How much the heap may grow for each measured call; less than one call holds. Bytes. */
const HEAP_MAY_GROW = 120_000

interface Held {
  listeners: number
  heapBytes: number
}

/** Measures a page during a call, after garbage collection. Not at home, where the list of recent calls grows. */
async function heldBy({ page }: Person): Promise<Held> {
  // The test's probe must not keep objects that the app has released.
  await page.evaluate(() => {
    const { connections, tracks, contexts } = window.probe
    // Changed in place, because the probe adds to these arrays.
    connections.splice(
      0,
      connections.length,
      ...connections.filter(({ connectionState }) => connectionState !== 'closed'),
    )
    tracks.splice(0, tracks.length, ...tracks.filter(({ readyState }) => readyState === 'live'))
    contexts.splice(0, contexts.length, ...contexts.filter(({ state }) => state !== 'closed'))
  })
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  for (let time = 0; time < 3; time++) await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  await session.detach()
  const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN
  return { listeners: metric('JSEventListeners'), heapBytes: metric('JSHeapUsedSize') }
}

/** Makes a voice call and hangs up as soon as both are connected and `during` has resolved. */
async function shortCall<T>(caller: Person, callee: Person, during: () => Promise<T>): Promise<T> {
  const press = (person: Person, name: string) => person.button(name).dispatchEvent('click')
  await caller.fillDial(callee.id)
  await press(caller, 'Voice call')
  await press(callee, 'Accept')
  for (const { page } of [caller, callee])
    await page.waitForFunction(() => window.probe.connections.at(-1)?.connectionState === 'connected')
  const measured = await during()
  await press(caller, 'Hang up')
  await Promise.all([caller.isHome(), callee.isHome()])
  await Promise.all([caller.releasesAll(), callee.releasesAll()])
  return measured
}

test(`${CALLS} calls in a row in one page leave no connection, track or listener, and the heap as it was`, async ({
  meet,
  serve,
}, info) => {
  test.setTimeout(CALLS * 6_000)
  const { url } = await serve({ LIMITS: 'calls=10000/60,callsToOne=10000/60,signals=100000/60,requests=100000/60' })
  const [ada, grace] = await Promise.all([meet('ada', { url }), meet('grace', { url })])
  const call = <T>(during: () => Promise<T>) => shortCall(ada, grace, during)
  const nothing = () => Promise.resolve()
  const measure = () => Promise.all([heldBy(ada), heldBy(grace)])

  const startedAt = Date.now()
  let calls = 2
  for (; calls < WARM_UP; calls++) await call(nothing)
  const before = await call(measure)
  for (; calls < CALLS; calls++) await call(nothing)
  const after = await call(measure)

  const grown = (what: keyof Held) => Math.max(after[0][what] - before[0][what], after[1][what] - before[1][what])
  const fault = `${CALLS} calls in a row`
  report(info, fault, 'time for each', secondsSince(startedAt) / calls)
  const rows = Math.min(CALLS, RECENT_CALLS) - WARM_UP
  report(
    info,
    fault,
    'listeners more than before, without the list of recent calls',
    grown('listeners') - rows,
    'listeners',
  )
  report(info, fault, 'heap grown by', grown('heapBytes') / 1e6, 'MB')
  expect(grown('listeners') - rows, 'less than one listener for ten calls').toBeLessThan(10)
  expect(grown('heapBytes')).toBeLessThan(HEAP_MAY_GROW * (CALLS - WARM_UP))
})
