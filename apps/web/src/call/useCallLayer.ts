import { selectCall } from '@parley/client'
import { useClient } from '@parley/react'
import { type ReactNode, useEffect, useState } from 'react'
import { useSelector } from 'react-redux'
import { whenIdle } from '../browser/whenIdle.ts'

/** Retry delay after the code could not be loaded, while it is needed. Milliseconds. */
const AGAIN_MS = 3_000

/** Loads the code of calls and creates their engine. Resolves to a function that renders the screens. */
export type LoadCalls = () => Promise<() => ReactNode>

/**
 * Returns the screens of calls; undefined until their code is loaded, which happens when the browser is idle or a call
 * comes. If loading fails in a call, this device leaves the call. While the screens are wanted without a call, loading
 * is repeated.
 *
 * @param load loads once, however often it is called; after a rejection it loads again
 * @param wanted true if the screens are needed before there is a call
 */
export function useCallLayer(load: LoadCalls, wanted: boolean): ReactNode {
  const inCall = useSelector(selectCall).status !== 'IDLE' || wanted
  const [render, setRender] = useState<(() => ReactNode) | null>(null)
  const { leaveCall } = useClient()
  useEffect(() => whenIdle(() => void load().catch(() => undefined)), [load])
  useEffect(() => {
    if (!inCall || render) return
    let over = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const attempt = () =>
      void load().then(
        (loaded) => setRender(() => loaded),
        () => {
          leaveCall()
          if (!over) timer = setTimeout(attempt, AGAIN_MS)
        },
      )
    attempt()
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [inCall, render, load, leaveCall])
  return render?.()
}
