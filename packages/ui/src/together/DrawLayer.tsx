import { type PointerEvent, useRef } from 'react'
import styles from './DrawLayer.module.css'
import { pointInPicture } from './pointInPicture.ts'

type Place = { x: number; y: number }

/** A line on the picture: x and y by turns, 0 to 10,000. */
export type StrokeItem = { id: string; by: 'me' | 'them'; points: readonly number[] }

export type DrawLayerProps = {
  peer: string
  /** The picture's own size, in pixels. It is shown whole in the middle of what this covers. */
  picture: { width: number; height: number }
  strokes: readonly StrokeItem[]
  /** Where the other side points, 0 to 1; null if nowhere. */
  pointer: Place | null
  /** How much larger the pointer is than its share of the picture, where that is shown small. */
  magnify?: number
  /** Whether a press draws. */
  active: boolean
  onPoint(at: Place | null): void
  onBegin(at: Place): void
  onExtend(to: Place): void
  onEnd(): void
}

const SCALE = 10_000

/** Over a shared screen: what both draw on it, and where the other one points. */
export function DrawLayer({ peer, picture, strokes, pointer, magnify = 1, active, ...act }: DrawLayerProps) {
  const drawing = useRef(false)
  const { width, height } = picture
  const unit = (Math.max(width, height) * magnify) / 100
  const toX = (x = 0) => (x * width) / SCALE
  const toY = (y = 0) => (y * height) / SCALE
  const placeOf = ({ clientX, clientY, currentTarget }: PointerEvent<SVGSVGElement>, clamp = false) =>
    pointInPicture({ x: clientX, y: clientY }, currentTarget.getBoundingClientRect(), picture, clamp)

  const down = (event: PointerEvent<SVGSVGElement>) => {
    const at = placeOf(event)
    if (!active || !at || event.button !== 0 || !event.isPrimary) return
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    drawing.current = true
    act.onBegin(at)
  }
  const move = (event: PointerEvent<SVGSVGElement>) => {
    // A finger that does not draw scrolls or taps; only a mouse points by being somewhere.
    if (event.pointerType === 'mouse' || active) act.onPoint(placeOf(event))
    if (!drawing.current) return
    const to = placeOf(event, true)
    if (to) act.onExtend(to)
  }
  const end = () => {
    if (drawing.current) act.onEnd()
    drawing.current = false
  }
  const pathOf = ({ points }: StrokeItem) => {
    const places = Array.from({ length: points.length / 2 }, (_, at) => [toX(points[2 * at]), toY(points[2 * at + 1])])
    // A dot is a line of no length, with round ends.
    return `M${places.length > 1 ? places.join('L') : `${places[0]}l0 0`}`
  }
  return (
    <svg
      className={styles.layer}
      data-active={active}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="xMidYMid meet"
      role="img"
      aria-label="Drawing on the shared screen"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
      onPointerLeave={() => act.onPoint(null)}
    >
      {strokes.map((stroke) => (
        <g key={stroke.id} data-stroke={stroke.by}>
          <path className={styles.edge} d={pathOf(stroke)} />
          <path className={styles.line} d={pathOf(stroke)} />
        </g>
      ))}
      {pointer && (
        <g className={styles.pointer} transform={`translate(${pointer.x * width} ${pointer.y * height})`}>
          <title>{`${peer} points here`}</title>
          <circle r={0.9 * unit} />
          <text y={3 * unit} fontSize={1.7 * unit}>
            {peer}
          </text>
        </g>
      )}
    </svg>
  )
}
