import * as z from 'zod/mini'

const WIDTH = 96

/** A range such as ` 1–32`; empty where the schema sets no bound. JSON Schema writes out the bounds of a safe integer. */
function range(min, max) {
  const low = min === -Number.MAX_SAFE_INTEGER ? undefined : min
  const high = max === Number.MAX_SAFE_INTEGER ? undefined : max
  if (low === undefined && high === undefined) return ''
  if (high === undefined) return ` ≥ ${low}`
  return low === high ? ` ${low}` : ` ${low ?? 0}–${high}`
}

function writeFields({ properties, required = [] }, indent) {
  return Object.entries(properties).map(
    ([name, value]) => `${name}${required.includes(name) ? '' : '?'}: ${write(value, indent)}`,
  )
}

function writeObject(schema, indent) {
  if (schema.additionalProperties !== false) throw new Error('An object of the protocol is strict')
  const line = writeFields(schema, indent).join(', ')
  if (line === '') return '{}'
  if (!line.includes('\n') && indent.length + line.length + 4 <= WIDTH) return `{ ${line} }`
  const inner = `${indent}  `
  const lines = writeFields(schema, inner).map((field) => `${inner}${field}\n`)
  return `{\n${lines.join('')}${indent}}`
}

/** The alternatives of a schema, with those of its alternatives; a schema without any is its only one. */
function alternatives({ anyOf, oneOf, enum: values, ...schema }) {
  if (values) return values.map((value) => ({ const: value }))
  if (Array.isArray(schema.type)) return schema.type.map((type) => ({ ...schema, type }))
  return (anyOf ?? oneOf)?.flatMap(alternatives) ?? [schema]
}

/** Each text on a line of its own, or as many on a line as it holds. */
function breakUnion(texts, indent) {
  const start = `\n${indent}  | `
  if (texts.some((text) => text.startsWith('{'))) return texts.map((text) => start + text).join('')
  let lines = start.slice(0, -1)
  for (const text of texts) {
    const last = lines.slice(lines.lastIndexOf('\n') + 1)
    lines += last.length + text.length + 3 <= WIDTH ? `${last.endsWith('|') ? '' : ' |'} ${text}` : start + text
  }
  return lines
}

function writeUnion(parts, indent) {
  const line = parts.map((part) => write(part, indent)).join(' | ')
  const objects = parts.filter(({ type }) => type === 'object').length
  if (objects < 2 && indent.length + line.length <= WIDTH) return line
  return breakUnion(
    parts.map((part) => write(part, `${indent}    `)),
    indent,
  )
}

function writeArray({ items, minItems, maxItems }, indent) {
  const item = write(items, indent)
  return `${item.includes(' ') ? `(${item})` : item}[]${range(minItems, maxItems)}`
}

/** Writes a JSON Schema as the pages do. Throws at what it has no words for. */
function write(schema, indent) {
  const { $ref, type } = schema
  if ($ref) return $ref.replace('#/$defs/', '')
  const parts = alternatives(schema)
  if (parts.length > 1) return writeUnion(parts, indent)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  switch (type) {
    case 'object':
      return writeObject(schema, indent)
    case 'array':
      return writeArray(schema, indent)
    case 'string':
      return `string${range(schema.minLength, schema.maxLength)}${schema.pattern ? ` /${schema.pattern}/` : ''}`
    case 'integer':
    case 'number':
      return `${type}${range(schema.minimum, schema.maximum)}`
    case 'boolean':
    case 'null':
      return type
    default:
      throw new Error(`No words for ${JSON.stringify(schema)}`)
  }
}

/**
 * Returns what writes a schema as text, with the names of the schemas in `named` in the place of their fields.
 * `write` names a named schema itself too; `writeFields` writes it in full.
 */
export function schemaWriter(named) {
  const registry = z.registry()
  for (const [name, schema] of Object.entries(named)) registry.add(schema, { id: name })
  const json = (schema) => z.toJSONSchema(schema, { metadata: registry, io: 'input' })
  return {
    write: (schema) => write(json(schema), ''),
    writeFields: (schema) => {
      const { $ref, $defs, ...own } = json(schema)
      return write($ref ? $defs[$ref.replace('#/$defs/', '')] : own, '')
    },
  }
}
