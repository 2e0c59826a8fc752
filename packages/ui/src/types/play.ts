/** A place on the table, each from 0 to 1: across from the left, and along towards one's own end. */
export interface Spot {
  across: number
  along: number
}

/** The table as the own side sees it. */
export interface TablePicture {
  /** Null while a round is over. */
  puck: Spot | null
  mine: Spot
  theirs: Spot
  /** Whole seconds until the puck moves; 0 while it does. */
  countdown: number
}

/** The table's measures, in widths of the table. */
export interface TableShape {
  length: number
  puckRadius: number
  paddleRadius: number
  goalHalf: number
}

/** Where one's paddle is to go. */
export type Steering =
  | { kind: 'none' }
  | { kind: 'keys'; ahead: boolean; back: boolean; left: boolean; right: boolean }
  | ({ kind: 'pointer' } & Spot)
