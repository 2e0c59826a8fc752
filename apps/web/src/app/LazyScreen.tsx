import { type ReactNode, useEffect, useRef, useState } from 'react'

interface RoomProps<Props> {
  load(): Promise<(props: Props) => ReactNode>
  props: Props
  /** Called if the code cannot be loaded, to go back to the previous screen. */
  onFailed(): void
}

/** A screen whose code is loaded when it is shown. */
export function LazyScreen<Props>({ load, props, onFailed }: RoomProps<Props>) {
  const [render, setRender] = useState<((props: Props) => ReactNode) | null>(null)
  const failed = useRef(onFailed)
  failed.current = onFailed
  useEffect(() => {
    let wanted = true
    load().then(
      (loaded) => wanted && setRender(() => loaded),
      () => wanted && failed.current(),
    )
    return () => {
      wanted = false
    }
  }, [load])
  return render?.(props)
}
