import { expect, it } from 'vitest'
import { codesEntryOf } from './useCodesEntry.ts'

it.each(['#codes', '#codes.', '#codes)', '#codes%20', '#codes&utm_source=mail'])('%s opens the page of codes', (hash) =>
  expect(codesEntryOf(hash)).toEqual({ offer: null }),
)

it.each([
  ['#code=ParB', 'ParB'],
  ['#code=ParB.&utm_source=mail', 'ParB.&utm_source=mail'],
  ['#utm_source=mail&code=ParB', 'ParB'],
  ['#code%3DParB%20', 'ParB%20'],
  // All of the code was lost, which the page says.
  ['#code=', ''],
])('%s opens it with an offer', (hash, offer) => expect(codesEntryOf(hash)).toEqual({ offer }))

it.each(['', '#', '#code', '#codesx', '#call=x', '#barcode=x'])('%s is another page', (hash) =>
  expect(codesEntryOf(hash)).toBeNull(),
)
