import { DeviceId } from '@parley/protocol'
import { expect, it } from 'vitest'
import { randomName } from './randomName.ts'

it('has the form of the contract and 128 random bits', () => {
  const names = new Set(Array.from({ length: 1_000 }, randomName))
  expect(names.size).toBe(1_000)
  for (const name of names) {
    expect(name).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(DeviceId.safeParse(name).success).toBe(true)
  }
})
