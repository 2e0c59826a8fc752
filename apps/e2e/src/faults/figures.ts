/** The type of a test's annotation that holds a figure. */
export const FIGURE = 'figure'

/** A measurement of a fault test. */
export interface Figure {
  fault: string
  /** The measured quantity, as it reads before the value: `seen again after`. */
  what: string
  value: number
  unit: string
}
