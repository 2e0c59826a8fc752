import type { App, CallEngine } from '@parley/client'
import type { LoadCalls } from './useCallLayer.ts'

/** The code of calls, and the one session of this page. */
export interface Calls {
  engine: CallEngine
  render: Awaited<ReturnType<LoadCalls>>
}

/** Loads the code of calls once and makes the one session of this page; a failure is forgotten, to be tried again. */
export function createLoadCalls(app: App): () => Promise<Calls> {
  let loading: Promise<Calls> | null = null
  async function load(): Promise<Calls> {
    const { CallLayer, createCallEngine } = await import('./CallLayer.tsx')
    const engine = createCallEngine(app)
    return { engine, render: () => <CallLayer engine={engine} /> }
  }
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = null
      throw error
    })
    return loading
  }
}
