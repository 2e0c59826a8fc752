import type { Together } from '@parley/client'
import type { Screen } from '@parley/together'
import { DrawLayer, DrawTools, OwnScreen } from '@parley/ui/together'
import { useState, useSyncExternalStore } from 'react'

type Size = { width: number; height: number }

/** The strokes on one screen, and the place where the other side points. */
function useMarks({ drawing, pointer }: Together, on: Screen) {
  const strokes = useSyncExternalStore(drawing.subscribe, drawing.getSnapshot).filter((stroke) => stroke.on === on)
  const pointed = useSyncExternalStore(pointer.subscribe, pointer.getSnapshot)
  return { strokes, pointed: pointed?.on === on ? pointed : null }
}

export type MarksProps = {
  together: Together
  peer: string
  on: Screen
  picture: Size
  active: boolean
  magnify?: number
}

/** The drawing layer over a shared screen, connected to drawing and pointer. */
function Marks({ together, on, ...shown }: MarksProps) {
  const { drawing, pointer } = together
  const { strokes, pointed } = useMarks(together, on)
  return (
    <DrawLayer
      {...shown}
      strokes={strokes}
      pointer={pointed}
      onPoint={(at) => pointer.move(at && { on, ...at })}
      onBegin={(at) => drawing.begin(on, at)}
      onExtend={drawing.extend}
      onEnd={drawing.end}
    />
  )
}

/** The layer over the other side's shared screen, to point and draw on it. */
export function MarkedScreen(props: Omit<MarksProps, 'active' | 'magnify'>) {
  const [active, setActive] = useState(false)
  const { strokes } = useMarks(props.together, props.on)
  return (
    <>
      <Marks {...props} active={active} />
      <DrawTools
        placed="stage"
        active={active}
        drawn={strokes.length > 0}
        onActive={setActive}
        onClear={props.together.drawing.clear}
      />
    </>
  )
}

/** The screen that this side shares, with the drawings on it. */
export function OwnMarkedScreen({ together, peer, stream }: { together: Together; peer: string; stream: MediaStream }) {
  const [active, setActive] = useState(false)
  const { strokes } = useMarks(together, 'mine')
  return (
    <OwnScreen
      stream={stream}
      overlay={(picture) => (
        <Marks together={together} peer={peer} on="mine" picture={picture} active={active} magnify={2.5} />
      )}
    >
      <DrawTools
        placed="row"
        active={active}
        drawn={strokes.length > 0}
        onActive={setActive}
        onClear={together.drawing.clear}
      />
    </OwnScreen>
  )
}
