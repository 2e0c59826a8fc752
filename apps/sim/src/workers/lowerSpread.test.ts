import { expect, it } from 'vitest'
import { lowerSpread } from './lowerSpread.ts'

it('an object that is spread among other properties is copied by Object.assign', () => {
  expect(lowerSpread('f({ ...a, b })')).toBe('f(Object.assign(Object.assign({}, a), { b}))')
  expect(lowerSpread('f({ a, ...b })')).toBe('f(Object.assign({ a}, b))')
  expect(lowerSpread('f({ ...(x ? { ...a, b } : {}), ...c })')).toBe(
    'f(Object.assign(Object.assign({}, (x ? Object.assign(Object.assign({}, a), { b}) : {})), c))',
  )
})

it('all is read and copied in the same order', () => {
  const code = `
    const order = []
    const read = (name) => {
      order.push(name)
      return { get [name]() { return order.push(name + ' copied') }, both: name }
    }
    const made = { first: 1, both: 'first', ...read('a'), ...null, middle: 2, then: order.push('then'), ...read('b'), last: 3 }
    return JSON.stringify([made, order])`
  const lowered = lowerSpread(`() => {${code}}`)
  expect(lowered).toContain('Object.assign(')
  const resultOf = (body: string): unknown => new Function(body)()
  expect(resultOf(`return (${lowered})()`)).toBe(resultOf(code))
})

it.each(['f({ ...a })', 'f({ a, b })', 'f({ ...a, get b() { return 1 } })', 'const { a, ...b } = c', 'f(...a)'])(
  '%s stays as it is',
  (code) => expect(lowerSpread(code)).toBe(code),
)
