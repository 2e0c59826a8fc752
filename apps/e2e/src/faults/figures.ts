/** A figure that a test has measured, as it is noted with the test. */
export const FIGURE = 'figure'

export interface Figure {
  fault: string
  /** What is measured, as it reads before the figure: `seen again after`. */
  what: string
  value: number
  unit: string
}
