import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { CertificatePayload } from '../packages/identity/src/chain.ts'
import { DescriptionPayload } from '../packages/identity/src/description.ts'
import { ProofPayload } from '../packages/identity/src/proof.ts'
import { RevocationsPayload } from '../packages/identity/src/revocations.ts'
import * as call from '../packages/protocol/src/call.ts'
import { clientEvents } from '../packages/protocol/src/clientEvents.ts'
import * as control from '../packages/protocol/src/control.ts'
import { deviceLinkClientEvents, deviceLinkServerEvents } from '../packages/protocol/src/deviceLinkEvents.ts'
import * as errors from '../packages/protocol/src/errors.ts'
import * as handshake from '../packages/protocol/src/handshake.ts'
import * as identity from '../packages/protocol/src/identity.ts'
import * as ids from '../packages/protocol/src/ids.ts'
import { PROTOCOL_VERSION } from '../packages/protocol/src/limits.ts'
import * as presence from '../packages/protocol/src/presence.ts'
import { serverEvents } from '../packages/protocol/src/serverEvents.ts'
import * as signal from '../packages/protocol/src/signal.ts'
import { chatAck, chatMessage } from '../packages/together/src/chat/chatMessages.ts'
import { clearMessage, drawMessage, pointMessage, strokeMessage } from '../packages/together/src/draw/drawMessages.ts'
import { fileEnd, fileOffer, fileOver, fileWant } from '../packages/together/src/files/fileMessages.ts'
import { schemaWriter } from './renderSchema.mjs'

const schemasOf = (module) => Object.fromEntries(Object.entries(module).filter(([, value]) => value?._zod))
const types = { call, control, errors, identity, ids, presence, signal }
const { write, writeFields } = schemaWriter(Object.assign({}, ...Object.values(types).map(schemasOf)))
const writeAll = (schemas, sign) =>
  Object.entries(schemas)
    .map(([name, schema]) => `${name}${sign} ${writeFields(schema)}`.replace(/ $/gm, ''))
    .join('\n')

const REFUSED = '{ ok: false, error: ErrorCode }'

/** What a request is acknowledged with if it succeeds. That it may fail is the same everywhere, and said once. */
function acknowledged(ack) {
  const [succeeded, failed, ...more] = ack._zod.def.options.map(write)
  if (failed !== REFUSED || more.length > 0) throw new Error('An acknowledgement succeeds, or is refused with a code')
  return `→ ${succeeded}`
}

/** The blocks of fields of each page, by the words behind their fence, such as `request sync`. */
const blocksOf = {
  'protocol.md': new Map([
    ...Object.entries({ ...clientEvents, ...deviceLinkClientEvents }).map(([name, { payload, ack }]) => [
      `request ${name}`,
      `${write(payload)}\n${acknowledged(ack)}`,
    ]),
    ...Object.entries({ ...serverEvents, ...deviceLinkServerEvents }).map(([name, { payload }]) => [
      `fact ${name}`,
      write(payload),
    ]),
    ...Object.entries(schemasOf(handshake)).map(([name, schema]) => [`auth ${name}`, writeFields(schema)]),
    ...Object.entries(types).map(([name, module]) => [`types ${name}`, writeAll(schemasOf(module), ' =')]),
    [
      'payloads statements',
      writeAll(
        {
          'parley-proof': ProofPayload,
          'parley-certificate': CertificatePayload,
          'parley-revocations': RevocationsPayload,
          'parley-description': DescriptionPayload,
        },
        '',
      ),
    ],
  ]),
  'channels.md': new Map([
    [
      'messages bulk',
      writeAll(
        {
          chat: chatMessage,
          'chat.ack': chatAck,
          'file.offer': fileOffer,
          'file.want': fileWant,
          'file.end': fileEnd,
          'file.over': fileOver,
          'draw.stroke': strokeMessage,
          'draw.clear': clearMessage,
        },
        '',
      ),
    ],
    ['messages inputs', writeAll({ draw: drawMessage, point: pointMessage }, '')],
  ]),
}

const FENCE = /^```ts (\w+ \w+)\n([\s\S]*?)```$/gm

describe.each(Object.entries(blocksOf))('docs/%s', (name, blocks) => {
  const path = fileURLToPath(new URL(`../docs/${name}`, import.meta.url))
  const page = readFileSync(path, 'utf8')

  it('has a block for every event, every type and every handshake, once', () => {
    expect([...page.matchAll(FENCE)].map(([, block]) => block).sort()).toEqual([...blocks.keys()].sort())
  })

  it('names exactly the fields of the schemas (`npm run docs:protocol` writes them anew)', async () => {
    const written = page.replace(FENCE, (_, block) => `\`\`\`ts ${block}\n${blocks.get(block)}\n\`\`\``)
    await expect(written).toMatchFileSnapshot(path)
  })
})

describe('docs/protocol.md', () => {
  const page = readFileSync(new URL('../docs/protocol.md', import.meta.url), 'utf8')

  it.each([...errors.errorCodes, ...call.endReasons])('says what the code %s means', (code) => {
    const explained = page.replaceAll(FENCE, '').split('\n')
    expect(explained.some((line) => /^([|-] )?`/.test(line) && line.includes(`\`${code}\``))).toBe(true)
  })

  it('is about the version that is spoken', () => {
    expect(page).toContain(`\nVersion ${PROTOCOL_VERSION}.\n`)
    expect(page).toContain(`{ "protocol": ${PROTOCOL_VERSION},`)
  })
})

it('a field more, a field that may be left out, and another bound are written differently', () => {
  const texts = [
    z.strictObject({ a: z.string() }),
    z.strictObject({ a: z.string(), b: z.null() }),
    z.strictObject({ a: z.optional(z.string()) }),
    z.strictObject({ a: z.string().check(z.maxLength(3)) }),
    z.strictObject({ a: z.nullable(z.string()) }),
    z.strictObject({ a: z.array(z.string()) }),
  ].map(write)
  expect(texts).toEqual([
    '{ a: string }',
    '{ a: string, b: null }',
    '{ a?: string }',
    '{ a: string 0–3 }',
    '{ a: string | null }',
    '{ a: string[] }',
  ])
  expect(() => write(z.object({ a: z.string() }))).toThrow('strict')
})
