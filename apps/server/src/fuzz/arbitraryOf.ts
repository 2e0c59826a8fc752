import fc from 'fast-check'
import * as z from 'zod'

/** The part of JSON Schema that the contract's schemas use. */
interface Schema {
  type?: string
  const?: unknown
  enum?: readonly unknown[]
  anyOf?: readonly Schema[]
  oneOf?: readonly Schema[]
  properties?: Record<string, Schema>
  items?: Schema
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  pattern?: string
}

/** Values that the server knows, by the name of their field. */
export type Known = Readonly<Record<string, readonly unknown[]>>

function build(schema: Schema, known: Known, name = ''): fc.Arbitrary<unknown> {
  const grown = grow(schema, known)
  const meant = known[name]
  return meant ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...meant) }, { weight: 1, arbitrary: grown }) : grown
}

function grow(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map((choice) => build(choice, known)))
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  switch (schema.type) {
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([field, inner]) => [field, build(inner, known, field)]),
        ),
      )
    case 'array':
      return fc.array(build(schema.items ?? {}, known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 8, 8),
      })
    case 'string':
      return schema.pattern
        ? matching(schema.pattern)
        : fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 64, 256) })
    case 'integer':
      return fc.integer({ min: Math.max(schema.minimum ?? -9, -9e15), max: Math.min(schema.maximum ?? 9, 9e15) })
    case 'number':
      return fc.double()
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      throw new Error(`the contract has something new: ${JSON.stringify(schema)}`)
  }
}

/** `stringMatching` supports neither lookaround nor Unicode properties; for those, filters random short texts. */
function matching(pattern: string): fc.Arbitrary<string> {
  if (!/\(\?|\\p/.test(pattern)) return fc.stringMatching(new RegExp(pattern))
  const wanted = new RegExp(pattern, 'u')
  return fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => wanted.test(text))
}

/**
 * Generates values that fit a schema of the contract.
 *
 * @param known values to prefer, by the name of the field
 */
export const arbitraryOf = (schema: z.core.$ZodType, known: Known = {}): fc.Arbitrary<unknown> =>
  // `Schema` describes all that the contract turns into; `grow` throws on anything else.
  build(z.toJSONSchema(schema) as Schema, known)
