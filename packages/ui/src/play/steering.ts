import type { Spot, Steering } from '../types/play.ts'

type Direction = 'up' | 'down' | 'left' | 'right'

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ...{ arrowup: 'up', arrowdown: 'down', arrowleft: 'left', arrowright: 'right' },
  ...{ w: 'up', s: 'down', a: 'left', d: 'right' },
}

/** Where something is typed or chosen, and whatever is open beside the call: its keys are its own. */
const elsewhere =
  'input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="combobox"], [data-beside]'

/** What keys and pointer ask for now. */
export interface SteeringWheel {
  /** As seen by oneself, whose end is at the left if the table lies. */
  steering(lying: boolean): Steering
  /** The pointer is over this place of the table. */
  point(spot: Spot): void
  close(): void
}

/**
 * Listens to arrows and W A S D on the window, before the call's own shortcuts do, except where something is typed or chosen. Whoever
 * used last steers: a pointer is forgotten with the next key.
 */
export function createSteering(target: Window): SteeringWheel {
  const held = new Set<Direction>()
  let pointer: Spot | null = null
  const release = () => held.clear()

  function directionOf(event: KeyboardEvent): Direction | undefined {
    if (event.ctrlKey || event.metaKey || event.altKey) return undefined
    if (event.target instanceof Element && event.target.closest(elsewhere)) return undefined
    return DIRECTIONS[event.key.toLowerCase()]
  }
  function press(event: KeyboardEvent): void {
    const direction = directionOf(event)
    if (!direction) return
    // No scrolling, and no shortcut of the call: S shares the screen.
    event.preventDefault()
    held.add(direction)
    pointer = null
  }
  function letGo(event: KeyboardEvent): void {
    const direction = DIRECTIONS[event.key.toLowerCase()]
    if (direction) held.delete(direction)
  }
  target.addEventListener('keydown', press, true)
  target.addEventListener('keyup', letGo, true)
  target.addEventListener('blur', release)

  return {
    steering(lying) {
      if (held.size > 0) {
        const on = (upright: Direction, turned: Direction) => held.has(lying ? turned : upright)
        return {
          ...{ kind: 'keys', ahead: on('up', 'right'), back: on('down', 'left') },
          ...{ left: on('left', 'up'), right: on('right', 'down') },
        }
      }
      return pointer ? { kind: 'pointer', ...pointer } : { kind: 'none' }
    },
    point(spot) {
      if (held.size === 0) pointer = spot
    },
    close() {
      target.removeEventListener('keydown', press, true)
      target.removeEventListener('keyup', letGo, true)
      target.removeEventListener('blur', release)
    },
  }
}
