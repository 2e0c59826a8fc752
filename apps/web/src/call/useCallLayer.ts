import { selectCall } from '@parley/client'
import { useClient } from '@parley/react'
import { type ReactNode, useEffect, useState } from 'react'
import { useSelector } from 'react-redux'
import { whenIdle } from '../browser/whenIdle.ts'

/** How long until code that could not be fetched is fetched again, while it is wanted. Milliseconds. */
const AGAIN_MS = 3_000

/** Fetches the code of calls and makes their engine; resolves to what renders them. */
export type LoadCalls = () => Promise<() => ReactNode>

/**
 * The screens of calls, whose code is fetched when the browser has nothing else to do, or at the latest when a call
 * comes. If it cannot be fetched, this device is out of the call instead of hanging in it; while it is wanted without one
 * it is tried again.
 *
 * @param load called again only after it failed
 * @param wanted whether they are needed though there is no call yet
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
