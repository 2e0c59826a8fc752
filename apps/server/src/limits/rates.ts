/** The kinds of requests, each with a rate of its own; the keys are addresses or users. */
export const limitKinds = [
  'http',
  'handshakes',
  'claims',
  'networkClaims',
  'keys',
  'guests',
  'lookups',
  'calls',
  'callsToOne',
  'callLinks',
  'matches',
  'signals',
  'presence',
  'requests',
  'invalid',
] as const
/** One kind of request. */
export type LimitKind = (typeof limitKinds)[number]

/** At most `points` requests in `seconds` seconds. */
export interface Rate {
  readonly points: number
  readonly seconds: number
}

/** The rate of each kind. */
export type Rates = Readonly<Record<LimitKind, Rate>>

/** The limits of one address or one user. */
export interface Limits {
  readonly rates: Rates
  /** Open connections at once: those that have proved who they are, those that have not yet, and those of one user. */
  readonly socketsPerAddress: number
  readonly unprovedPerAddress: number
  readonly socketsPerUser: number
}

/** The default limits: ample for many people behind one address, tight for programs that scan. */
export const defaultLimits: Limits = {
  rates: {
    /** Per address: requests for other than files of the app, without those of connections that have proved who they are. */
    http: { points: 100, seconds: 1 },
    /** Per address. */
    handshakes: { points: 120, seconds: 60 },
    /** Per address: IDs claimed for the first time. */
    claims: { points: 30, seconds: 3600 },
    /** Per network: IDs claimed for the first time. */
    networkClaims: { points: 120, seconds: 86_400 },
    /** Per user: keys that an ID did not have before. */
    keys: { points: 8, seconds: 86_400 },
    /** Per address: guests who were not here in the last hour. */
    guests: { points: 120, seconds: 3600 },
    /** Per address. */
    lookups: { points: 120, seconds: 60 },
    /** Per user: calls placed, and joined at a call link. */
    calls: { points: 30, seconds: 60 },
    /** Per caller and callee. */
    callsToOne: { points: 12, seconds: 60 },
    /** Per user: links made. */
    callLinks: { points: 30, seconds: 3600 },
    /** Per user: requests for a match, and reports of one. */
    matches: { points: 60, seconds: 60 },
    /** Per user. */
    signals: { points: 1200, seconds: 60 },
    /** Per user. */
    presence: { points: 240, seconds: 60 },
    /** Per user: all other requests. */
    requests: { points: 600, seconds: 60 },
    /** Per user: messages that do not fit the contract; a user who sends more is disconnected. */
    invalid: { points: 60, seconds: 60 },
  },
  socketsPerAddress: 256,
  unprovedPerAddress: 256,
  socketsPerUser: 24,
}
