import type { MediaSnapshot, Together } from '@parley/client'
import { type ReactNode, useEffect, useState } from 'react'
import { ChatAside } from './ChatAside.tsx'
import { ChatTool } from './ChatTool.tsx'
import { MarkedScreen, OwnMarkedScreen } from './MarkedScreen.tsx'
import { useForgetDrawing } from './useForgetDrawing.ts'

/** What the screen of a call shows of it: in its bar, and beside its pictures. */
export interface TogetherViews {
  tools: ReactNode
  aside: ReactNode
  overlay(picture: { width: number; height: number }): ReactNode
}

/**
 * What two do together, for as long as the call that is shown. It begins with the first connection, before anything can arrive, whether
 * or not anybody looks: the channels are told of to nobody else.
 */
export function useTogether(
  create: () => Together,
  peer: string,
  media: Pick<MediaSnapshot, 'connection' | 'remote' | 'screen' | 'screenStream'>,
): TogetherViews {
  // Before the session has taken up the call its channels are those of an earlier one.
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
