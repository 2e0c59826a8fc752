import type { MediaSnapshot, Together } from '@parley/client'
import { type ReactNode, useEffect, useState } from 'react'
import { ChatAside } from './ChatAside.tsx'
import { ChatTool } from './ChatTool.tsx'
import { MarkedScreen, OwnMarkedScreen } from './MarkedScreen.tsx'
import { useForgetDrawing } from './useForgetDrawing.ts'

/** The parts that the screen of a call shows: tools in its bar, an aside, and an overlay on the shared screen. */
export interface TogetherViews {
  tools: ReactNode
  aside: ReactNode
  overlay(picture: { width: number; height: number }): ReactNode
}

/**
 * Chat, files, drawing and pointer of the call that is shown. They start with the first connection, before any message
 * can arrive, even if no panel is open: channels drop messages that nobody listens for.
 */
export function useTogether(
  create: () => Together,
  peer: string,
  media: Pick<MediaSnapshot, 'connection' | 'remote' | 'screen' | 'screenStream'>,
): TogetherViews {
  // Until the session has the plan of this call, its channels belong to an earlier one.
  const { connection, screenStream } = media
  const begun = connection !== 'none'
  const [together, setTogether] = useState<Together | null>(null)
  const [open, setOpen] = useState(false)
  const [read, setRead] = useState<string | null>(null)
  useEffect(() => {
    if (!begun) return
    const made = create()
    setTogether(made)
    return () => made.close()
  }, [create, begun])

  useForgetDrawing(together, media)

  if (!together) return { tools: null, aside: null, overlay: () => null }
  const shared = { together, open, onOpen: setOpen }
  return {
    tools: <ChatTool {...shared} read={read} />,
    aside: (
      <>
        {screenStream && <OwnMarkedScreen together={together} peer={peer} stream={screenStream} />}
        <ChatAside {...shared} peer={peer} onRead={setRead} />
      </>
    ),
    overlay: (picture) => <MarkedScreen together={together} peer={peer} on="theirs" picture={picture} />,
  }
}
