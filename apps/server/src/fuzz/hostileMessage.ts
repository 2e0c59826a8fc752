import { type ClientContract, clientEvents } from '@parley/protocol'
import fc from 'fast-check'
import { arbitraryOf, type Known } from './arbitraryOf.ts'

/** A message of a broken or hostile client: an event with any payload, or a raw packet. */
export type HostileMessage =
  | { kind: 'event'; event: string; payload: unknown; acknowledged: boolean }
  | { kind: 'raw'; data: string | Uint8Array }

/** Names that are special to JavaScript, to Socket.IO or to a log. */
const NASTY = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then'],
  ...['connect', 'disconnect', 'disconnecting', 'error', 'newListener', 'removeListener', ''],
  ...['\u0000', '\n{"level":60,"msg":"forged"}', '<img src=x onerror=alert(1)>', '\ud800', 'a'.repeat(10_000)],
]

const nasty = fc.constantFrom(...NASTY)
const anything: fc.Arbitrary<unknown> = fc.oneof(
  nasty,
  fc.anything({ key: fc.oneof(nasty, fc.string()), withNullPrototype: true, maxDepth: 4 }).map(asJson),
)

/** The value as it arrives through JSON; null if JSON cannot carry it. */
function asJson(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null')
  } catch {
    return null
  }
}

/** A valid value with one fault: a field changed, missing or added. */
const spoiled = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(right, fc.nat(), anything, fc.oneof(nasty, fc.string())).map(([value, where, wrong, name]) => {
    const entries = Object.entries(Object(value))
    const at = entries.length > 0 ? where % entries.length : 0
    if (where % 3 === 0) return Object.fromEntries(entries.filter((_entry, index) => index !== at))
    if (where % 3 === 1)
      return Object.fromEntries(entries.map(([key, old], index) => [key, index === at ? wrong : old]))
    return Object.fromEntries([...entries, [name, wrong]])
  })

/** Packets of Engine.IO and Socket.IO, valid, broken or random. */
const raw: fc.Arbitrary<HostileMessage> = fc
  .oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ maxLength: 200 }),
    fc.constantFrom('2', '3', '40', '41', '42', '43', '44', '45', '46', '0', '1', '5', '6'),
    fc
      .tuple(fc.constantFrom('40', '42', '420', '43', '451-', '42/link,', '4511-'), anything)
      .map(([head, body]) => head + (JSON.stringify(body) ?? '')),
    fc.constantFrom(
      '451-["signal",{"_placeholder":true,"num":0}]',
      '459999999999-[]',
      '42["__proto__"]',
      '42[]',
      '42{}',
    ),
  )
  .map((data) => ({ kind: 'raw', data }))

/**
 * Generates hostile messages.
 *
 * @param known values that the server knows, by the name of the field
 */
export function hostileMessages(known: Known): fc.Arbitrary<HostileMessage> {
  const names = Object.keys(clientEvents) as (keyof ClientContract)[]
  const events = names.map((event) => {
    const right = arbitraryOf(clientEvents[event].payload, known)
    const payload = fc.oneof({ weight: 5, arbitrary: right }, { weight: 4, arbitrary: spoiled(right) }, anything)
    return fc.record({ event: fc.constant<string>(event), payload })
  })
  const unknown = fc.record({ event: fc.oneof(nasty, fc.string()), payload: anything })
  const event = fc.oneof({ weight: 9, arbitrary: fc.oneof(...events) }, { weight: 1, arbitrary: unknown })
  return fc.oneof(
    {
      weight: 19,
      arbitrary: fc
        .tuple(event, fc.boolean())
        .map(([sent, acknowledged]): HostileMessage => ({ kind: 'event', ...sent, acknowledged })),
    },
    { weight: 1, arbitrary: raw },
  )
}
