import type { MediaSnapshot, Together } from '@parley/client'
import { useEffect } from 'react'

/** Removes the drawings on a screen when it is no longer shared: the next shared screen is another. */
export function useForgetDrawing(
  together: Together | null,
  { connection, remote, screen }: Pick<MediaSnapshot, 'connection' | 'remote' | 'screen'>,
): void {
  const mine = screen === 'on'
  // While the connection is interrupted, the screen may still be shared although it is not seen.
  const theirsOver = connection === 'connected' && !remote.screen
  // Also when sharing begins: a late stroke on an earlier screen may have arrived after its end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `mine` is not read, and each change of it is the reason to forget.
  useEffect(() => together?.drawing.forget('mine'), [together, mine])
  useEffect(() => {
    if (theirsOver) together?.drawing.forget('theirs')
  }, [together, theirsOver])
}
