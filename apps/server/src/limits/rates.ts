/** What is counted, each by itself; the keys are addresses or users. */
export const limitKinds = [
  'handshakes',
  'claims',
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
export type LimitKind = (typeof limitKinds)[number]

/** So many in so many seconds. */
export interface Rate {
  readonly points: number
  readonly seconds: number
}

export type Rates = Readonly<Record<LimitKind, Rate>>

/** All that one address or one user may take of the server. */
export interface Limits {
  readonly rates: Rates
  /** Connections open at the same time. */
  readonly socketsPerAddress: number
  readonly socketsPerUser: number
}

/** Generous for people, also for many behind one address; tight for programs that try things out. */
export const defaultLimits: Limits = {
  rates: {
    /** Per address. */
    handshakes: { points: 120, seconds: 60 },
    /** Per address: an ID nobody had before. */
    claims: { points: 30, seconds: 3600 },
    /** Per address: somebody without an ID who was not here in the last hour. */
    guests: { points: 120, seconds: 3600 },
    /** Per address. */
    lookups: { points: 120, seconds: 60 },
    /** Per user: placed, or joined by a link. */
    calls: { points: 30, seconds: 60 },
    /** Per caller and callee. */
    callsToOne: { points: 12, seconds: 60 },
    /** Per user: links made. */
    callLinks: { points: 30, seconds: 3600 },
    /** Per user: how often somebody is ready for a match, or reports one. */
    matches: { points: 60, seconds: 60 },
    /** Per user. */
    signals: { points: 1200, seconds: 60 },
    /** Per user. */
    presence: { points: 240, seconds: 60 },
    /** Per user: everything else. */
    requests: { points: 600, seconds: 60 },
    /** Per user: what does not fit the contract; whoever sends more is disconnected. */
    invalid: { points: 60, seconds: 60 },
  },
  socketsPerAddress: 256,
  socketsPerUser: 24,
}
