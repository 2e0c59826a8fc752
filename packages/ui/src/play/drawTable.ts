import type { Spot, TablePicture, TableShape } from '../types/play.ts'

/** The table on the screen, in pixels of the page. */
export interface TableFrame {
  x: number
  y: number
  width: number
  height: number
  /** True if the own end is at the left instead of the bottom. */
  lying: boolean
}

/** The largest table that fits, turned where that gives more room; the depth of a goal stays free at either end. */
export function fitTable(width: number, height: number, shape: TableShape): TableFrame {
  const lying = width > height
  const [room, roomAlong] = lying ? [height, width] : [width, height]
  const across = Math.max(1, Math.min(room - 12, (roomAlong - 12) / shape.length))
  const along = across * shape.length
  const [tableWidth, tableHeight] = lying ? [along, across] : [across, along]
  return {
    x: (width - tableWidth) / 2,
    y: (height - tableHeight) / 2,
    width: tableWidth,
    height: tableHeight,
    lying,
  }
}

/** Converts a point of the table to the screen. */
export const toScreen = ({ across, along }: Spot, { x, y, width, height, lying }: TableFrame) =>
  lying ? { x: x + (1 - along) * width, y: y + across * height } : { x: x + across * width, y: y + along * height }

/** Converts a point of the screen to the table; the result may lie beside the table. */
export const toTable = (point: { x: number; y: number }, { x, y, width, height, lying }: TableFrame): Spot =>
  lying
    ? { across: (point.y - y) / height, along: 1 - (point.x - x) / width }
    : { across: (point.x - x) / width, along: (point.y - y) / height }

/** CSS colours. */
export interface TableColours {
  table: string
  line: string
  mine: string
  theirs: string
  puck: string
}

/** Draws everything, over whatever was there. */
export function drawTable(
  context: CanvasRenderingContext2D,
  frame: TableFrame,
  shape: TableShape,
  picture: TablePicture,
  colours: TableColours,
): void {
  const unit = frame.lying ? frame.height : frame.width
  const disc = (spot: Spot, radius: number, colour: string) => {
    const { x, y } = toScreen(spot, frame)
    context.fillStyle = colour
    context.beginPath()
    context.arc(x, y, radius * unit, 0, 2 * Math.PI)
    context.fill()
  }
  const paddle = (spot: Spot, colour: string) => {
    disc(spot, shape.paddleRadius, colour)
    disc(spot, shape.paddleRadius * 0.72, colours.table)
    disc(spot, shape.paddleRadius * 0.44, colour)
  }
  drawGround(context, frame, unit, colours)
  drawGoal(context, frame, shape, 1, colours.mine)
  drawGoal(context, frame, shape, 0, colours.theirs)
  paddle(picture.theirs, colours.theirs)
  paddle(picture.mine, colours.mine)
  if (picture.puck) disc(picture.puck, shape.puckRadius, colours.puck)
  if (picture.countdown > 0) drawCount(context, frame, unit, picture.countdown, colours)
}

function drawGround(context: CanvasRenderingContext2D, frame: TableFrame, unit: number, colours: TableColours): void {
  const { x, y, width, height } = frame
  context.fillStyle = colours.table
  context.beginPath()
  context.roundRect(x, y, width, height, unit * 0.045)
  context.fill()
  context.strokeStyle = colours.line
  context.lineWidth = 2
  context.stroke()
  const [from, to] = [toScreen({ across: 0, along: 0.5 }, frame), toScreen({ across: 1, along: 0.5 }, frame)]
  context.beginPath()
  context.moveTo(from.x, from.y)
  context.lineTo(to.x, to.y)
  context.stroke()
  context.beginPath()
  context.arc(x + width / 2, y + height / 2, unit * 0.16, 0, 2 * Math.PI)
  context.stroke()
}

/** The mouth of a goal, in the colour of its keeper. */
function drawGoal(
  context: CanvasRenderingContext2D,
  frame: TableFrame,
  { goalHalf }: TableShape,
  along: 0 | 1,
  colour: string,
): void {
  const from = toScreen({ across: 0.5 - goalHalf, along }, frame)
  const to = toScreen({ across: 0.5 + goalHalf, along }, frame)
  context.strokeStyle = colour
  context.lineWidth = 6
  context.lineCap = 'round'
  context.beginPath()
  context.moveTo(from.x, from.y)
  context.lineTo(to.x, to.y)
  context.stroke()
}

function drawCount(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: TableFrame,
  unit: number,
  count: number,
  colours: TableColours,
): void {
  context.fillStyle = colours.puck
  context.font = `600 ${unit * 0.16}px 'Inter Variable', system-ui, sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(String(count), x + width / 2, y + height / 2 + unit * 0.008 + unit * 0.25)
}
