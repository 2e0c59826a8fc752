import { type Description, type DeviceRef, type Identity, type Seal, userKey } from '@parley/protocol'
import type { Signer, SigningContext } from '../ports.ts'

/** The content of a fake seal, readable by a test. */
export interface Sealed {
  callId: string
  from: DeviceRef
  to: DeviceRef
  role: string
  negotiation: string
  type: string
  /** A hash of the whole text. */
  sdp: string
}

/** A signer whose seals hold for exactly one description in one place, and which can be slow, absent or broken. */
export class FakeSigner implements Signer {
  /** While true each `verify` waits for `release()`. */
  slowVerify = false
  /** While true each `sign` waits for `release()`. */
  slowSign = false
  /** The method that throws. */
  broken: 'sign' | 'verify' | null = null
  /** While true each `verify` says no. */
  refutes = false
  /** How often `verify` has been asked and has thrown. */
  failures = 0
  /** The contexts it was asked to verify, oldest first. */
  readonly verified: SigningContext[] = []
  readonly #device: DeviceRef
  #waiting: Array<() => void> = []

  constructor(device: DeviceRef) {
    this.#device = device
  }

  async sign(context: SigningContext, description: Description): Promise<Seal> {
    if (this.slowSign) await this.#wait()
    if (this.broken === 'sign') throw new DOMException('the key is gone', 'InvalidAccessError')
    return makeSeal(this.#device, context.remote, context, description)
  }

  async verify(context: SigningContext, description: Description, seal: Seal): Promise<boolean> {
    this.verified.push(context)
    if (this.slowVerify) await this.#wait()
    if (this.broken === 'verify') {
      this.failures += 1
      throw new DOMException('no store', 'UnknownError')
    }
    if (this.refutes) return false
    const { identity, signature } = makeSeal(context.remote, this.#device, context, description)
    return seal.identity.root === identity.root && seal.signature === signature
  }

  /** How many calls wait. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Lets the calls that wait go on. */
  release(): void {
    for (const goOn of this.#waiting.splice(0)) goOn()
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}

/** Reads what a seal of a fake signer names. */
export function readSeal({ signature }: Seal): Sealed {
  return JSON.parse(atob((signature.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
}

function makeSeal(from: DeviceRef, to: DeviceRef, context: SigningContext, { type, sdp }: Description): Seal {
  const { callId, role, negotiation } = context
  const named: Sealed = { callId, from: keyed(from), to: keyed(to), role, negotiation, type, sdp: hash(sdp) }
  const text = `${encode({ alg: 'fake' })}.${encode(named)}`
  const identity = identityOf(from)
  return { identity, signature: `${text}.${hash(identity.root + text).padEnd(86, 'A')}` }
}

const keyed = ({ userId, deviceId }: DeviceRef): DeviceRef => ({ userId: userKey(userId), deviceId })

const identityOf = ({ userId }: DeviceRef): Identity => ({
  root: `BA${userKey(userId).replaceAll('.', '_').padEnd(84, 'A')}A`,
  certificates: [],
  revocations: null,
})

const encode = (value: object): string =>
  btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/** FNV-1a, 64 bits: no two descriptions of a test share it, and it needs no waiting. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n
  for (const char of text) {
    value = BigInt.asUintN(64, (value ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n)
  }
  return value.toString(16).padStart(16, '0')
}
