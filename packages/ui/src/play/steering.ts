import type { Spot, Steering } from '../types/play.ts'

type Direction = 'up' | 'down' | 'left' | 'right'

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ...{ arrowup: 'up', arrowdown: 'down', arrowleft: 'left', arrowright: 'right' },
  ...{ w: 'up', s: 'down', a: 'left', d: 'right' },
}

/** Elements that own their keys: fields, menus, and panels beside the call. */
const elsewhere =
  'input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="combobox"], [data-beside]'

/** The direction that keys and pointer ask for now. */
export interface SteeringWheel {
  /** Seen from the own end, which is at the left if the table lies. */
  steering(lying: boolean): Steering
  /** The pointer's place on the table. */
  point(spot: Spot): void
  close(): void
}

/**
 * Listens to the arrow keys and W A S D on the window, before the call's shortcuts, except while something is typed or
 * chosen. The device used last steers: the next key forgets the pointer.
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
    // Neither scrolls nor reaches the call's shortcuts: S shares the screen.
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
