import type { Clock } from '@parley/protocol'

/**
 * How much of one kind of message is taken from the other side: so many at once, and so many a second in the long run; and the
 * same in bytes. `messages` and `bytes` cover what a page gets in one go that stood still for a minute.
 */
export interface Allowance {
  readonly messages: number
  readonly messagesPerSecond: number
  readonly bytes: number
  readonly bytesPerSecond: number
}

/**
 * `taken`: it is within its allowance. `over`: it is not. `flood`: all kinds together are more than a page can even drop, so the
 * call has to end.
 */
export type Admission = 'taken' | 'over' | 'flood'

/** The account of all that the other side sends in one call, over all channels and connections. */
export interface InboundBudget {
  /**
   * Takes one message into account, before anything of it is parsed.
   *
   * @param kind channel and type; only so many different ones as this side listens to
   * @param bytes of the whole message
   */
  admit(kind: string, bytes: number, allowance: Allowance): Admission
}

/** The bytes of what a data channel has delivered; a text of other than ASCII is a little larger. */
export function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length
  if (data instanceof ArrayBuffer) return data.byteLength
  return data instanceof Blob ? data.size : 0
}

const MB = 1024 * 1024

/** All kinds together. A page can drop so many beside its other work; a network is rarely faster. */
export const ALL_KINDS: Allowance = {
  ...{ messages: 6_000, messagesPerSecond: 12_000 },
  ...{ bytes: 256 * MB, bytesPerSecond: 256 * MB },
}

/** A bucket of tokens that fills again at a steady rate. */
function createBucket(now: number, capacity: number, perSecond: number) {
  let tokens = capacity
  let filledAt = now
  return {
    fill(at: number): void {
      tokens = Math.min(capacity, tokens + (Math.max(0, at - filledAt) * perSecond) / 1000)
      filledAt = at
    },
    has: (wanted: number) => tokens >= wanted,
    take(wanted: number): void {
      tokens -= wanted
    },
  }
}

/** Both buckets of an allowance. A message that does not fit takes nothing: a rest of the rate is always let through. */
function createAccount(now: number, allowance: Allowance): (at: number, bytes: number) => boolean {
  const messages = createBucket(now, allowance.messages, allowance.messagesPerSecond)
  const sizes = createBucket(now, allowance.bytes, allowance.bytesPerSecond)
  return (at, bytes) => {
    messages.fill(at)
    sizes.fill(at)
    if (!messages.has(1) || !sizes.has(bytes)) return false
    messages.take(1)
    sizes.take(bytes)
    return true
  }
}

/** Creates the account of a call of which nothing has come yet. */
export function createInboundBudget({ now }: Pick<Clock, 'now'>): InboundBudget {
  const all = createAccount(now(), ALL_KINDS)
  const kinds = new Map<string, (at: number, bytes: number) => boolean>()
  return {
    admit(kind, bytes, allowance) {
      const at = now()
      if (!all(at, bytes)) return 'flood'
      const known = kinds.get(kind)
      const account = known ?? createAccount(at, allowance)
      if (!known) kinds.set(kind, account)
      return account(at, bytes) ? 'taken' : 'over'
    },
  }
}
