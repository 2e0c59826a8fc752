import type { App } from '../app/wiring.ts'
import type { LoadCalls } from './useCallLayer.ts'

/** Loads the code of calls once and makes the one session of this page; a failure is forgotten, to be tried again. */
export function createLoadCalls(app: App): LoadCalls {
  let loading: ReturnType<LoadCalls> | null = null
  async function load() {
    const { CallLayer, createCallEngine } = await import('./CallLayer.tsx')
    const engine = createCallEngine(app)
    return () => <CallLayer engine={engine} />
  }
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = null
      throw error
    })
    return loading
  }
}
