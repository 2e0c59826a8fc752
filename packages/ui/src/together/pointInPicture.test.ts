import { expect, test } from 'vitest'
import { pointInPicture } from './pointInPicture.ts'

const wide = { width: 1600, height: 900 }

test('a picture that fills its box is the box', () => {
  const box = { left: 10, top: 20, width: 320, height: 180 }
  expect(pointInPicture({ x: 10, y: 20 }, box, wide)).toEqual({ x: 0, y: 0 })
  expect(pointInPicture({ x: 170, y: 110 }, box, wide)).toEqual({ x: 0.5, y: 0.5 })
})

test('the bars beside or above it are no part of it', () => {
  const tall = { left: 0, top: 0, width: 160, height: 190 }
  expect(pointInPicture({ x: 80, y: 49 }, tall, wide)).toBeNull()
  expect(pointInPicture({ x: 80, y: 50 }, tall, wide)).toEqual({ x: 0.5, y: 0 })
  expect(pointInPicture({ x: 80, y: 10 }, tall, wide, true)).toEqual({ x: 0.5, y: 0 })
  const broad = { left: 0, top: 0, width: 360, height: 90 }
  expect(pointInPicture({ x: 99, y: 45 }, broad, wide)).toBeNull()
  expect(pointInPicture({ x: 260, y: 45 }, broad, wide)).toEqual({ x: 1, y: 0.5 })
})

test('without a picture or a box there is no place', () => {
  expect(pointInPicture({ x: 1, y: 1 }, { left: 0, top: 0, width: 0, height: 0 }, wide)).toBeNull()
  expect(pointInPicture({ x: 1, y: 1 }, { left: 0, top: 0, width: 9, height: 9 }, { width: 0, height: 0 })).toBeNull()
})
