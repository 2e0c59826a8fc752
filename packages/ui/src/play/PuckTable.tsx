import { useEffect, useEffectEvent, useRef } from 'react'
import type { Steering, TablePicture, TableShape } from '../types/play.ts'
import { drawTable, fitTable, type TableColours, type TableFrame, toTable } from './drawTable.ts'
import styles from './PuckPanel.module.css'
import { createSteering, type SteeringWheel } from './steering.ts'

export type PuckTableProps = {
  label: string
  shape: TableShape
  /** Returns what to draw; called before each frame of the screen. */
  picture(): TablePicture
  /** Receives the steering before each frame of the screen. */
  onSteer(steering: Steering): void
}

function coloursOf(element: Element): TableColours {
  const style = getComputedStyle(element)
  const colour = (name: string) => style.getPropertyValue(`--puck-${name}`).trim()
  return {
    ...{ table: colour('table'), line: colour('line'), puck: colour('puck') },
    ...{ mine: colour('mine'), theirs: colour('theirs') },
  }
}

/** Gives the canvas as many pixels as the screen has at its place. */
function sizeCanvas(canvas: HTMLCanvasElement, ratio: number): void {
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)]
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
}

/** The table, drawn once a frame, and steered by keys, mouse or finger. */
export function PuckTable({ label, shape, picture, onSteer }: PuckTableProps) {
  const element = useRef<HTMLCanvasElement>(null)
  const frame = useRef<TableFrame | null>(null)
  const wheel = useRef<SteeringWheel | null>(null)
  const draw = useEffectEvent((canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, colours: TableColours) => {
    const ratio = window.devicePixelRatio || 1
    sizeCanvas(canvas, ratio)
    const fitted = fitTable(canvas.clientWidth, canvas.clientHeight, shape)
    frame.current = fitted
    if (wheel.current) onSteer(wheel.current.steering(fitted.lying))
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight)
    drawTable(context, fitted, shape, picture(), colours)
  })

  useEffect(() => {
    const canvas = element.current
    const context = canvas?.getContext('2d')
    if (!canvas || !context) return
    const steering = createSteering(window)
    wheel.current = steering
    const colours = coloursOf(canvas)
    let request = 0
    const next = () => {
      draw(canvas, context, colours)
      request = requestAnimationFrame(next)
    }
    next()
    return () => {
      cancelAnimationFrame(request)
      steering.close()
      wheel.current = null
    }
  }, [])

  const point = (event: React.PointerEvent<HTMLCanvasElement>) => {
    if (!frame.current) return
    const bounds = event.currentTarget.getBoundingClientRect()
    const at = { x: event.clientX - bounds.left, y: event.clientY - bounds.top }
    wheel.current?.point(toTable(at, frame.current))
  }
  return (
    <canvas
      ref={element}
      className={styles.table}
      role="img"
      aria-label={label}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        point(event)
      }}
      onPointerMove={point}
    />
  )
}
