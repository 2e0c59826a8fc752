import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'
import { defaultLimits } from './limits/rates.ts'

test('without any variable there is a complete configuration', () => {
  expect(readConfig({})).toEqual({
    port: 3000,
    host: '0.0.0.0',
    dataDir: './data',
    publicOrigins: [],
    basePath: '/',
    logLevel: 'info',
    stunUrls: [],
    turnUrls: [],
    turnSecret: null,
    ringMs: 45_000,
    trustProxy: 0,
    limits: defaultLimits,
  })
})

test('an empty variable counts as not set', () => {
  expect(readConfig({ PORT: '', LOG_LEVEL: ' ', REDIS_URL: '' })).toEqual(readConfig({}))
})

test('lists are separated by commas, and origins written as browsers write them', () => {
  const config = readConfig({
    PUBLIC_ORIGIN: 'https://A.example/, http://b.example:8080',
    STUN_URLS: 'stun:s.example, ',
  })
  expect(config.publicOrigins).toEqual(['https://a.example', 'http://b.example:8080'])
  expect(config.stunUrls).toEqual(['stun:s.example'])
})

test('one path for all addresses is taken, with or without the slash at its end; origins are compared without it', () => {
  const config = readConfig({ PUBLIC_ORIGIN: 'https://A.example/parley/, http://b.example:8080/parley' })
  expect(config).toMatchObject({ publicOrigins: ['https://a.example', 'http://b.example:8080'], basePath: '/parley/' })
  expect(readConfig({ PUBLIC_ORIGIN: 'https://a.example/some/where' }).basePath).toBe('/some/where/')
})

test.each(['https://a.example/x, https://a.example', 'https://a.example/x, https://b.example/X'])(
  'two paths are refused, because everything is served under one: %s',
  (PUBLIC_ORIGIN) => expect(() => readConfig({ PUBLIC_ORIGIN })).toThrow('addresses with one and the same path'),
)

test.each([
  'https://a.example/x?y',
  'https://a.example/x#y',
  'https://a.example//x',
  'https://a.example/x//',
  'https://a.example/../x',
  'https://a.example/x/..',
  'https://a.example/%20',
  'https://a.example/:id',
  'https://user@a.example/x',
  'ftp://a.example/x',
])('an address that browsers or routes would read in another way is refused at the start: %s', (PUBLIC_ORIGIN) => {
  expect(() => readConfig({ PUBLIC_ORIGIN })).toThrow('PUBLIC_ORIGIN')
})

test('ring times may be short', () => {
  expect(readConfig({ RING_SECONDS: '0.5' }).ringMs).toBe(500)
})

test('limits and proxies are what the operator says', () => {
  const config = readConfig({ TRUST_PROXY: '2', LIMITS: 'calls=60/60,claims=5/3600,socketsPerAddress=512' })
  expect(config).toMatchObject({
    trustProxy: 2,
    limits: { socketsPerAddress: 512, socketsPerUser: 24, rates: { calls: { points: 60 }, signals: { points: 1200 } } },
  })
})

test.each([
  [{ PORT: 'abc' }, 'PORT is "abc", but must be a whole number from 0 to 65535.'],
  [{ PORT: '70000' }, 'PORT is "70000", but must be a whole number from 0 to 65535.'],
  [{ PORT: '-1' }, 'PORT is "-1", but must be a whole number from 0 to 65535.'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud", but must be one of fatal, error, warn, info, debug, trace, silent.'],
  [{ RING_SECONDS: 'soon' }, 'RING_SECONDS is "soon", but must be a number of seconds from 0.1 to 600.'],
  [
    { PUBLIC_ORIGIN: 'parley.example' },
    'PUBLIC_ORIGIN is "parley.example", but must be one or more addresses such as https://parley.example or https://example.org/parley, separated by commas.',
  ],
  [{ TRUST_PROXY: 'true' }, 'TRUST_PROXY is "true", but must be a whole number from 0 to 9.'],
  [
    { LIMITS: 'socketsPerUser=0' },
    'LIMITS is "socketsPerUser=0", but must be a list such as calls=60/60,socketsPerUser=24, where 60/60 means 60 in 60 seconds; socketsPerUser takes one number above 0.',
  ],
  [
    { STUN_URLS: 'stun.example' },
    'STUN_URLS is "stun.example", but must be one or more URLs such as stun:stun.example:3478, separated by commas.',
  ],
  [
    { TURN_URLS: 'turn:turn.example' },
    'TURN_SECRET is not set, but must be the secret of the TURN server when TURN_URLS is set.',
  ],
])('%o is explained', (environment, message) => {
  expect(() => readConfig(environment)).toThrow(new ConfigError(message))
})

test.each(['REDIS_URL', 'DATABASE_URL'])('%s is refused, so that nobody believes it is in use', (name) => {
  const read = () => readConfig({ [name]: 'redis://:password@host' })
  expect(read).toThrow(`${name} is set, but this version of Parley keeps its data in DATA_DIR and does not use it yet`)
  expect(read).not.toThrow('password')
})

test.each([
  'stun:s.example:3478?transport=udp',
  'stun:s.example:99999',
  'stun:s.example:0',
  'stun://s.example',
  'stun:',
  'stun:s example',
])('a STUN address that browsers do not take is refused at the start: %s', (url) => {
  expect(() => readConfig({ STUN_URLS: url })).toThrow('STUN_URLS')
})

test('STUN and TURN addresses that browsers take are taken', () => {
  const stun = ['stun:s.example', 'stuns:s.example:5349', 'stun:192.0.2.1:3478', 'stun:[2001:db8::1]:3478']
  const turn = ['turn:t.example', 'turn:t.example:80?transport=tcp', 'turns:t.example:443?transport=tcp']
  const config = readConfig({ STUN_URLS: stun.join(), TURN_URLS: turn.join(), TURN_SECRET: 's' })
  expect(config).toMatchObject({ stunUrls: stun, turnUrls: turn })
})
