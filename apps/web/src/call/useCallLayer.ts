import { endCall, selectCall } from '@parley/call'
import { type ReactNode, useEffect, useState } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { whenIdle } from '../app/whenIdle.ts'

/** Fetches the code of calls and makes their engine; resolves to what renders them. */
export type LoadCalls = () => Promise<() => ReactNode>

/**
 * The screens of calls, whose code is fetched when the browser has nothing else to do, or at the latest when a call
 * comes. If it cannot be fetched, the call ends instead of hanging.
 *
 * @param load called again only after it failed
 */
export function useCallLayer(load: LoadCalls): ReactNode {
  const inCall = useSelector(selectCall).status !== 'IDLE'
  const [render, setRender] = useState<(() => ReactNode) | null>(null)
  const dispatch = useDispatch()
  useEffect(() => whenIdle(() => void load().catch(() => undefined)), [load])
  useEffect(() => {
    if (!inCall || render) return
    load().then(
      (loaded) => setRender(() => loaded),
      () => dispatch(endCall()),
    )
  }, [inCall, render, load, dispatch])
  return render?.()
}
