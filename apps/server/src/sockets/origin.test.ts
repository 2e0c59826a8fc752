import { expect, test } from 'vitest'
import { isAllowedOrigin } from './origin.ts'

const allows = (origin: string | undefined, host: string, named: readonly string[] = []) =>
  isAllowedOrigin({ headers: { host, ...(origin === undefined ? {} : { origin }) } }, named)

const host = 'good.example'

test.each([
  ['none, so no browser', undefined, true],
  ['the host that was asked', 'https://good.example', true],
  ['the same without TLS: a proxy may end it', 'http://good.example', true],
  ['null', 'null', false],
  ['nothing', '', false],
  ['another', 'https://evil.example', false],
  ['one that only begins alike', 'https://good.example.evil.example', false],
  ['one that only ends alike', 'https://evilgood.example', false],
  ['the same words under another name', 'https://good.evil', false],
  ['a subdomain', 'https://sub.good.example', false],
  ['the domain above', 'https://example', false],
  ['another port', 'https://good.example:8443', false],
  ['credentials in front', 'https://good.example@evil.example', false],
  ['a path', 'https://good.example/path', false],
  ['a slash', 'https://good.example/', false],
  ['capital letters, as no browser writes it', 'https://GOOD.example', false],
  ['a file', 'file://', false],
  ['an extension', 'chrome-extension://abcdefghijklmnop', false],
  ['a socket', 'wss://good.example', false],
  ['two', 'https://good.example https://evil.example', false],
  ['one that only looks alike', 'https://gооd.example', false],
])('origin: %s', (_what, origin, allowed) => {
  expect(allows(origin, host)).toBe(allowed)
})

test.each([
  ['https://good.example', 'good.example:443'],
  ['http://good.example', 'good.example:80'],
  ['https://good.example:8443', 'good.example:8443'],
  ['http://192.168.0.7:3000', '192.168.0.7:3000'],
  ['http://[2001:db8::1]:3000', '[2001:db8::1]:3000'],
  ['https://good.example', 'Good.Example'],
])('%s is the page of %s', (origin, asked) => {
  expect(allows(origin, asked)).toBe(true)
})

test('a request that names no host is of no page', () => {
  expect(isAllowedOrigin({ headers: { origin: 'https://good.example' } }, [])).toBe(false)
})

test.each(['http://localhost', 'http://localhost:5173', 'https://127.0.0.1:3000', 'http://[::1]:3000'])(
  '%s is this machine, though other origins are named',
  (origin) => {
    expect(allows(origin, host)).toBe(true)
    expect(allows(origin, host, ['https://named.example'])).toBe(true)
  },
)

test.each(['http://localhost.evil.example', 'http://127.0.0.1.evil.example', 'http://127.0.0.2'])(
  '%s is not this machine',
  (origin) => {
    expect(allows(origin, host)).toBe(false)
  },
)

test('where origins are named it is exactly those, and the host that was asked is none', () => {
  const named = ['https://named.example', 'http://other.example:8080']
  for (const origin of named) expect(allows(origin, host, named)).toBe(true)
  const others = [
    'https://good.example',
    'http://named.example',
    'https://named.example:8443',
    'https://sub.named.example',
    'http://other.example',
  ]
  for (const origin of others) expect(allows(origin, host, named)).toBe(false)
})
