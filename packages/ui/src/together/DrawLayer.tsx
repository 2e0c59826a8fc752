import { memo, type PointerEvent, useRef } from 'react'
import styles from './DrawLayer.module.css'
import { pointInPicture } from './pointInPicture.ts'

type Point = { x: number; y: number }
type PictureSize = { width: number; height: number }

/** A line on the picture: x and y by turns, 0 to 10,000. */
export type StrokeItem = { id: string; by: 'me' | 'them'; points: readonly number[] }

export type DrawLayerProps = {
  peer: string
  /** The picture's own size, in pixels. It is shown whole in the middle of what this covers. */
  picture: PictureSize
  strokes: readonly StrokeItem[]
  /** The other side's pointer, 0 to 1; null if they do not point. */
  pointer: Point | null
  /** The scale of the pointer, which stays visible where the picture is small. */
  magnify?: number
  /** True if a press draws. */
  active: boolean
  onPoint(at: Point | null): void
  onBegin(at: Point): void
  onExtend(to: Point): void
  onEnd(): void
}

const SCALE = 10_000

/** One line. Only the line being drawn renders again when somebody points. */
const StrokeLine = memo(function StrokeLine({ stroke, width, height }: { stroke: StrokeItem } & PictureSize) {
  const { by, points } = stroke
  const placeAt = (at: number) => [
    ((points[2 * at] ?? 0) * width) / SCALE,
    ((points[2 * at + 1] ?? 0) * height) / SCALE,
  ]
  const places = Array.from({ length: points.length / 2 }, (_, at) => placeAt(at))
  // A dot is a line of no length, with round ends.
  const path = `M${places.length > 1 ? places.join('L') : `${places[0]}l0 0`}`
  return (
    <g data-stroke={by}>
      <path className={styles.edge} d={path} />
      <path className={styles.line} d={path} />
    </g>
  )
})

/** Over a shared screen: the drawings of both, and the other side's pointer. */
export function DrawLayer({ peer, picture, strokes, pointer, magnify = 1, active, ...act }: DrawLayerProps) {
  /** The pointer that draws; other fingers and the palm are ignored. */
  const drawing = useRef<number | null>(null)
  const { width, height } = picture
  const unit = (Math.max(width, height) * magnify) / 100
  const placeOf = ({ clientX, clientY, currentTarget }: PointerEvent<SVGSVGElement>, clamp = false) =>
    pointInPicture({ x: clientX, y: clientY }, currentTarget.getBoundingClientRect(), picture, clamp)

  const down = (event: PointerEvent<SVGSVGElement>) => {
    const at = placeOf(event)
    if (!active || !at || event.button !== 0 || !event.isPrimary || drawing.current !== null) return
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    drawing.current = event.pointerId
    act.onBegin(at)
  }
  const move = (event: PointerEvent<SVGSVGElement>) => {
    // A finger that does not draw scrolls or taps; only a mouse points by hovering.
    if (event.pointerType === 'mouse' || (active && event.isPrimary)) act.onPoint(placeOf(event))
    if (drawing.current !== event.pointerId) return
    const to = placeOf(event, true)
    if (to) act.onExtend(to)
  }
  const end = ({ pointerId }: PointerEvent<SVGSVGElement>) => {
    if (drawing.current !== pointerId) return
    drawing.current = null
    act.onEnd()
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
      onPointerLeave={({ isPrimary }) => isPrimary && act.onPoint(null)}
    >
      {strokes.map((stroke) => (
        <StrokeLine key={stroke.id} stroke={stroke} width={width} height={height} />
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
