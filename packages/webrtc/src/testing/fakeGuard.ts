import { type Description, type DeviceRef, type Identity, type Seal, userKey } from '@parley/protocol'
import type { Guard, SealContext } from '../ports.ts'

/** What a fake seal names, readable by a test. */
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

/** A guard whose seals hold for exactly one description in one place, and which can be slow, absent or broken. */
export class FakeGuard implements Guard {
  /** While true each check waits for `release()`. */
  slowChecks = false
  /** While true each seal waits for `release()`. */
  slowSeals = false
  /** Of what it throws when it is asked. */
  broken: 'seal' | 'check' | null = null
  /** What it was asked to check, oldest first. */
  readonly checked: SealContext[] = []
  readonly #device: DeviceRef
  #waiting: Array<() => void> = []

  constructor(device: DeviceRef) {
    this.#device = device
  }

  async seal(context: SealContext, description: Description): Promise<Seal> {
    if (this.slowSeals) await this.#wait()
    if (this.broken === 'seal') throw new DOMException('the key is gone', 'InvalidAccessError')
    return makeSeal(this.#device, context.remote, context, description)
  }

  async check(context: SealContext, description: Description, seal: Seal): Promise<boolean> {
    this.checked.push(context)
    if (this.slowChecks) await this.#wait()
    if (this.broken === 'check') throw new DOMException('no store', 'UnknownError')
    const { identity, signature } = makeSeal(context.remote, this.#device, context, description)
    return seal.identity.root === identity.root && seal.signature === signature
  }

  /** How many seals and checks wait. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Lets go on what waits now. */
  release(): void {
    for (const goOn of this.#waiting.splice(0)) goOn()
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}

/** Reads what a seal of a fake guard names. */
export function readSeal({ signature }: Seal): Sealed {
  return JSON.parse(atob((signature.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
}

function makeSeal(from: DeviceRef, to: DeviceRef, context: SealContext, { type, sdp }: Description): Seal {
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
