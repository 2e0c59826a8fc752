import { expect, it } from 'vitest'
import { deviceNames } from './deviceNames.ts'

const named = (...labels: string[]) => labels.map((label, index) => ({ id: String(index), label }))

it('two devices of one name are told apart by numbers, and others keep their names', () => {
  expect(deviceNames(named('USB Camera', 'Built-in', 'USB Camera'), 'Camera')).toEqual([
    'USB Camera 1',
    'Built-in',
    'USB Camera 2',
  ])
})

it('a device without a name is called by its place', () => {
  expect(deviceNames(named('Headset', '', ''), 'Microphone')).toEqual(['Headset', 'Microphone 2', 'Microphone 3'])
})
