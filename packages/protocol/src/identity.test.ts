import { expect, it } from 'vitest'
import { Identity, Joiner, PublicKey, Revocations, Statement } from './identity.ts'
import { MAX_CHAIN } from './limits.ts'

const key = `BA${'x'.repeat(84)}A`
const statement = `eyJhbGciOiJFUzI1NiJ9.e30.${'s'.repeat(86)}`

it('takes a public key only in the one form in which it can be written', () => {
  expect(PublicKey.safeParse(key).success).toBe(true)
  // The last character's two low bits are unused; if they were free, one key would have four encodings.
  for (const other of [
    `${key.slice(0, -1)}B`,
    `C${key.slice(1)}`,
    key.slice(1),
    `${key}A`,
    `${key.slice(0, -1)}=`,
    '',
  ]) {
    expect(PublicKey.safeParse(other).success, other).toBe(false)
  }
})

it('takes a statement only as a compact JWS with a signature of the right length', () => {
  expect(Statement.safeParse(statement).success).toBe(true)
  const broken = [
    `${statement}.x`,
    statement.slice(0, -1),
    'a.b.c',
    `.${statement}`,
    statement.replace('.', '..'),
    `${'h'.repeat(1024)}.p.${'s'.repeat(86)}`,
    '__proto__',
  ]
  for (const other of broken) expect(Statement.safeParse(other).success, other).toBe(false)
})

it('bounds the way from a root to a key', () => {
  const identity = { root: key, certificates: Array(MAX_CHAIN).fill(statement), revocations: null }
  expect(Identity.safeParse(identity).success).toBe(true)
  expect(Identity.safeParse({ ...identity, certificates: [...identity.certificates, statement] }).success).toBe(false)
  expect(Identity.safeParse({ ...identity, userId: 'ada' }).success).toBe(false)
  expect(Revocations.safeParse({ statement, certificates: [], extra: 1 }).success).toBe(false)
})

it('bounds the label of a joining browser', () => {
  const joiner = { key, label: 'Chrome on Android', mac: 'm'.repeat(43) }
  expect(Joiner.safeParse(joiner).success).toBe(true)
  expect(Joiner.safeParse({ ...joiner, label: 'x'.repeat(65) }).success).toBe(false)
})
