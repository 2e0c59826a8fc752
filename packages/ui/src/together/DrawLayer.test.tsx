import { createEvent, fireEvent, render, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import '../testing/setup.ts'
import { DrawLayer, type DrawLayerProps } from './DrawLayer.tsx'

const [width, height] = [160, 190]
const box = { left: 0, top: 0, x: 0, y: 0, right: width, bottom: height, width, height, toJSON: () => '' }

function setup(over: Partial<DrawLayerProps> = {}) {
  const props: DrawLayerProps = {
    ...{ peer: 'ada', picture: { width: 1600, height: 900 }, strokes: [], pointer: null, active: true },
    ...{ onPoint: vi.fn(), onBegin: vi.fn(), onExtend: vi.fn(), onEnd: vi.fn() },
    ...over,
  }
  render(<DrawLayer {...props} />)
  const layer = screen.getByRole('img', { name: 'Drawing on the shared screen' })
  // The picture is 160 by 90 in its middle.
  vi.spyOn(layer, 'getBoundingClientRect').mockReturnValue(box)
  layer.setPointerCapture = vi.fn()
  const fire = (type: 'pointerDown' | 'pointerMove' | 'pointerUp', clientX: number, clientY: number, more = {}) => {
    // jsdom's own event takes the pointer's properties only from a mouse's.
    const event = createEvent[type](layer, { clientX, clientY, button: 0 })
    for (const [name, value] of Object.entries({ pointerId: 1, isPrimary: true, pointerType: 'mouse', ...more })) {
      Object.defineProperty(event, name, { value })
    }
    fireEvent(layer, event)
  }
  return { props, fire, layer }
}

test('a press draws in places of the picture, on to its edge, and a move points', () => {
  const { props, fire } = setup()
  fire('pointerDown', 80, 95)
  fire('pointerMove', 160, 10)
  fire('pointerUp', 160, 10)
  fire('pointerMove', 0, 50)
  expect(props.onBegin).toHaveBeenCalledExactlyOnceWith({ x: 0.5, y: 0.5 })
  expect(props.onExtend).toHaveBeenCalledExactlyOnceWith({ x: 1, y: 0 })
  expect(props.onEnd).toHaveBeenCalledOnce()
  // Beside the picture one points at nothing.
  expect(props.onPoint).toHaveBeenNthCalledWith(1, null)
  expect(props.onPoint).toHaveBeenNthCalledWith(2, { x: 0, y: 0 })
})

test('beside the picture, with another button, or while it is off, nothing is drawn', () => {
  const { props, fire } = setup()
  fire('pointerDown', 80, 10)
  fire('pointerDown', 80, 95, { button: 2 })
  expect(props.onBegin).not.toHaveBeenCalled()
})

test('a second finger neither bends a line nor ends it', () => {
  const { props, fire } = setup()
  const [first, second] = [{ pointerType: 'touch' }, { pointerType: 'touch', pointerId: 2, isPrimary: false }]
  fire('pointerDown', 80, 95, first)
  fire('pointerDown', 20, 60, second)
  fire('pointerMove', 20, 61, second)
  fire('pointerUp', 20, 61, second)
  expect(props.onPoint).not.toHaveBeenCalled()
  expect(props.onExtend).not.toHaveBeenCalled()
  expect(props.onEnd).not.toHaveBeenCalled()
  fire('pointerMove', 160, 95, first)
  fire('pointerUp', 160, 95, first)
  expect(props.onBegin).toHaveBeenCalledExactlyOnceWith({ x: 0.5, y: 0.5 })
  expect(props.onExtend).toHaveBeenCalledExactlyOnceWith({ x: 1, y: 0.5 })
  expect(props.onEnd).toHaveBeenCalledOnce()
})

test('while it is off a mouse points, and a finger does not', () => {
  const { props, fire } = setup({ active: false })
  fire('pointerDown', 80, 95)
  fire('pointerMove', 80, 95, { pointerType: 'touch' })
  expect(props.onPoint).not.toHaveBeenCalled()
  fire('pointerMove', 80, 95)
  expect(props.onPoint).toHaveBeenCalledOnce()
  expect(props.onBegin).not.toHaveBeenCalled()
})

test('it shows strokes in the pixels of the picture, and the name of the one who points', () => {
  const strokes = [
    { id: 'a', by: 'me', points: [0, 0, 10_000, 5_000] },
    { id: 'b', by: 'them', points: [5_000, 5_000] },
  ] as const
  const { layer } = setup({ strokes, pointer: { x: 0.5, y: 0.5 } })
  const paths = [...layer.querySelectorAll('g[data-stroke] path:last-child')].map((path) => path.getAttribute('d'))
  expect(paths).toEqual(['M0,0L1600,450', 'M800,450l0 0'])
  expect(screen.getByText('ada')).toBeVisible()
})
