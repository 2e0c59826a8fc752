import type { MediaSnapshot, Together } from '@parley/client'
import { useEffect } from 'react'

/** What was drawn on a screen goes when it is not shared any more: the next one is another. */
export function useForgetDrawing(
  together: Together | null,
  { connection, remote, screen }: Pick<MediaSnapshot, 'connection' | 'remote' | 'screen'>,
): void {
  const mine = screen === 'on'
  // While the connection is interrupted nothing is seen of it, though it may still be shared.
  const theirsOver = connection === 'connected' && !remote.screen
  // Also as it begins: what the other side drew at the last moment of an earlier one came too late for its end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whichever way it changes.
  useEffect(() => together?.drawing.forget('mine'), [together, mine])
  useEffect(() => {
    if (theirsOver) together?.drawing.forget('theirs')
  }, [together, theirsOver])
}
