import { limits } from '@parley/protocol'
import * as z from 'zod'
import { parseLimits } from './limits/parseLimits.ts'
import type { Limits } from './limits/rates.ts'

/** A setting that keeps the server from starting. The message is one sentence for the operator. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Variables whose value must never be printed. */
const secrets = new Set(['TURN_SECRET', 'REDIS_URL', 'DATABASE_URL'])

const list = (allowed: string, accepts: (item: string) => boolean) =>
  z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((item) => item.trim() || []))
    .refine((items) => items.every(accepts), { error: allowed, abort: true })

/** True for an origin, or for one with a path whose segments need no escape (RFC 3986 §2.3). */
function isPublicAddress(text: string): boolean {
  const [, origin = '', path = ''] = /^(https?:\/\/[^/?#]+)((?:\/[A-Za-z0-9._~-]+)*)\/?$/i.exec(text) ?? []
  if (!URL.canParse(origin + path)) return false
  const url = new URL(origin + path)
  // A path with dots for segments is read as another.
  return url.origin === origin.toLowerCase() && url.pathname === (path || '/')
}

/** The path of a public address, with a slash at both ends. */
const pathOf = (address: string): string => new URL(address).pathname.replace(/\/*$/, '/')

/** True for STUN and TURN URLs that every browser accepts (RFC 7064, RFC 7065); one it rejects breaks every call. */
function isIceUrl(url: string, scheme: RegExp): boolean {
  const [, host, portNumber = '3478'] =
    /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d+))?$/i.exec(url.replace(scheme, '')) ?? []
  return scheme.test(url) && host !== undefined && Number(portNumber) >= 1 && Number(portNumber) <= 65_535
}

const port = 'a whole number from 0 to 65535'
const seconds = 'a number of seconds from 0.1 to 600'
const proxies = 'a whole number from 0 to 9'

const Environment = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: port })
    .transform(Number)
    .refine((value) => value <= 65_535, { error: port })
    .default(3000),
  HOST: z.string().default('0.0.0.0'),
  DATA_DIR: z.string().default('./data'),
  PUBLIC_ORIGIN: list(
    'one or more addresses such as https://parley.example or https://example.org/parley, separated by commas',
    isPublicAddress,
  ).refine((addresses) => new Set(addresses.map(pathOf)).size <= 1, {
    error: 'addresses with one and the same path, because Parley is served under one path',
  }),
  LOG_LEVEL: z.enum(levels, { error: `one of ${levels.join(', ')}` }).default('info'),
  STUN_URLS: list('one or more URLs such as stun:stun.example:3478, separated by commas', (url) =>
    isIceUrl(url, /^stuns?:/),
  ),
  TURN_URLS: list('one or more URLs such as turn:turn.example:3478, separated by commas', (url) =>
    isIceUrl(url.replace(/\?transport=(udp|tcp)$/, ''), /^turns?:/),
  ),
  TURN_SECRET: z.string().optional(),
  RING_SECONDS: z
    .string()
    .regex(/^\d+(\.\d+)?$/, { error: seconds })
    .transform(Number)
    .refine((value) => value >= 0.1 && value * 1000 <= limits.MAX_RING_MS, { error: seconds })
    .default(45),
  TRUST_PROXY: z.string().regex(/^\d$/, { error: proxies }).transform(Number).default(0),
  LIMITS: z
    .string()
    .default('')
    .transform((text, context) => {
      const parsed = parseLimits(text)
      if (parsed.ok) return parsed.limits
      context.addIssue({ code: 'custom', message: parsed.problem })
      return z.NEVER
    }),
})

/** The operator's settings, complete and validated. */
export interface Config {
  port: number
  host: string
  dataDir: string
  publicOrigins: readonly string[]
  /** The path under which everything is served, with a slash at both ends; `/` without a prefix. */
  basePath: string
  logLevel: (typeof levels)[number]
  stunUrls: readonly string[]
  turnUrls: readonly string[]
  turnSecret: string | null
  /** How long a call rings. Milliseconds. */
  ringMs: number
  /** How many reverse proxies of the operator are in front of the server. */
  trustProxy: number
  limits: Limits
}

/**
 * Reads the settings from environment variables; an empty one counts as not set.
 * @throws ConfigError naming the variable, what is wrong with it and what is allowed
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = new Map(Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''))
  for (const name of ['REDIS_URL', 'DATABASE_URL']) {
    if (given.has(name)) {
      throw new ConfigError(
        `${name} is set, but this version of Parley keeps its data in DATA_DIR and does not use it yet; remove it to start.`,
      )
    }
  }
  const parsed = Environment.safeParse(Object.fromEntries(given))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const name = String(issue?.path[0])
    const value = secrets.has(name) ? 'not usable' : `"${given.get(name)}"`
    throw new ConfigError(`${name} is ${value}, but must be ${issue?.message}.`)
  }
  const { data } = parsed
  if (data.TURN_URLS.length > 0 && data.TURN_SECRET === undefined) {
    throw new ConfigError('TURN_SECRET is not set, but must be the secret of the TURN server when TURN_URLS is set.')
  }
  return {
    port: data.PORT,
    host: data.HOST,
    dataDir: data.DATA_DIR,
    publicOrigins: data.PUBLIC_ORIGIN.map((address) => new URL(address).origin),
    basePath: data.PUBLIC_ORIGIN.map(pathOf)[0] ?? '/',
    logLevel: data.LOG_LEVEL,
    stunUrls: data.STUN_URLS,
    turnUrls: data.TURN_URLS,
    turnSecret: data.TURN_SECRET ?? null,
    ringMs: data.RING_SECONDS * 1000,
    trustProxy: data.TRUST_PROXY,
    limits: data.LIMITS,
  }
}
