import { connectReliable, connectSessions, type Expose, type LineName, now } from './pairs.ts'

/** The measurements of one line. Milliseconds. */
export interface LineRun {
  sent: number
  /** The latency of each message that arrived. */
  latencies: number[]
  /** The age of the newest arrived message, sampled at each sending. */
  ages: number[]
}

/** The engine's own measurements of its line; the true clock offset is 0. Milliseconds. */
export interface Measured {
  roundTripMs: number | null
  clockOffsetMs: number | null
  jitterMs: number | null
}

/** The measurements of both lines. */
export type LineRuns = Record<LineName, LineRun>

/** The result of a run. `quiet`: without loss, which shows the machine's own delay. */
export interface InputsRun {
  quiet: LineRuns
  lossy: LineRuns
  measured: Measured
}

declare global {
  interface Window {
    expose: Expose
    loseFromNow(): Promise<void>
    runInputs(how: { quietSeconds: number; seconds: number; perSecond: number }): Promise<InputsRun>
  }
}

const SETTLE_MS = 2_000
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !holds(); turn += 1) await wait(20)
  if (!holds()) throw new Error('It does not connect')
}

interface Input {
  at: number
  /** Padding to about the size of a player's input. */
  keys: string
}

const newInput = (): Input => ({ at: now(), keys: 'left,jump,fire'.padEnd(60, '.') })

/** The sending time in a message; undefined if it is not one of this run. */
const timeOf = (value: unknown): number | undefined =>
  typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'number' ? value.at : undefined

const emptyRuns = (): LineRuns => ({
  inputs: { sent: 0, latencies: [], ages: [] },
  reliable: { sent: 0, latencies: [], ages: [] },
})

/** Sends equal messages on both lines, alternating which is first; one run without loss, then one with. */
window.runInputs = async ({ quietSeconds, seconds, perSecond }) => {
  let runs = emptyRuns()
  let newest: Record<LineName, number | null> = { inputs: null, reliable: null }
  const arrived = (line: LineName, at: number) => {
    runs[line].latencies.push(now() - at)
    newest[line] = Math.max(newest[line] ?? at, at)
  }
  const [ada, bob] = connectSessions(window.expose)
  const [mine, theirs] = await connectReliable(window.expose)
  const channel = ada.channel('inputs')
  bob.channel('inputs').subscribe('input', timeOf, ({ payload }) => arrived('inputs', payload))
  theirs.addEventListener('message', ({ data }) => arrived('reliable', timeOf(JSON.parse(data)) ?? 0))
  await until(() => channel.state().open && mine.readyState === 'open')
  // Waits until the first pings and the start of DTLS and ICE are over.
  await wait(SETTLE_MS)

  const send: Record<LineName, () => void> = {
    inputs: () => channel.send('input', { ...newInput() }),
    reliable: () => mine.send(JSON.stringify(newInput())),
  }
  async function run(length: number): Promise<LineRuns> {
    runs = emptyRuns()
    newest = { inputs: null, reliable: null }
    const start = now()
    for (let turn = 0; turn < length * perSecond; turn += 1) {
      await wait(Math.max(0, start + (turn * 1_000) / perSecond - now()))
      const order: LineName[] = turn % 2 === 0 ? ['inputs', 'reliable'] : ['reliable', 'inputs']
      for (const line of order) {
        const known = newest[line]
        if (known !== null) runs[line].ages.push(now() - known)
        send[line]()
        runs[line].sent += 1
      }
    }
    await wait(SETTLE_MS)
    return runs
  }

  const quiet = await run(quietSeconds)
  await window.loseFromNow()
  const lossy = await run(seconds)
  const { roundTripMs, clockOffsetMs } = channel.state()
  const { jitterMs } = bob.channel('inputs').state()
  for (const session of [ada, bob]) session.close()
  return { quiet, lossy, measured: { roundTripMs, clockOffsetMs, jitterMs } }
}
