import type { Clock } from '@parley/protocol'
import type { PendingWork } from '../async/pendingWork.ts'
import type { DeviceKind, MediaPort, Teardown } from '../ports.ts'
import { type AskedDevice, constraintsFor, errorName, judge } from './deviceRequest.ts'
import type { DeviceSearch, DeviceSlot } from './deviceSlot.ts'
import { type Permissions, permissionsOf } from './permissions.ts'

/** A device that may be used hangs if its request has brought nothing by then. Milliseconds. */
const STARTS_MS = 8_000
/** Most devices start in this time. A request for both is followed by one for each if it takes longer. Milliseconds. */
const TOGETHER_MS = 2_000
/** How often a request without an answer is looked at. Milliseconds. */
const LOOK_MS = 1_000

const KINDS = ['microphone', 'camera'] as const
const NOTHING_KNOWN: Permissions = { microphone: 'unknown', camera: 'unknown' }

/** Asks the browser for the devices that slots look for, and waits for none of them for ever. It holds no track. */
export interface CaptureRequests {
  /** Asks for what is missing and not asked for yet. Each answer, and the wish at that time, decide the next request. */
  ask(): void
  /** Another call follows at once: a request that has waited long for a device is forgotten, and asked anew. */
  nextCall(): void
  /** The call is over. Requests are forgotten, but for a prompt that may be open: it serves the next call as well. */
  leave(): void
}

interface Asked extends AskedDevice {
  readonly search: DeviceSearch
}

/** A request that the browser has not answered. */
interface OpenRequest {
  readonly asked: readonly Asked[]
  /** When this call began to wait for it; null between two calls. By the clock. */
  since: number | null
  /** Since when it waits for the devices and not for the person; null while it may wait for the person. */
  allowedAt: number | null
  /** True while another prompt must not come in its way. */
  prompts: boolean
  /** True if it was made in an earlier call. */
  inherited: boolean
  cancelLook: Teardown
  /** Nobody waits for it any more, but what it brings is used. */
  release(): void
}

/** The surroundings of requests. */
export interface CaptureRequestsOptions {
  media: MediaPort
  clock: Clock
  pendingWork: PendingWork
  slots: Readonly<Record<DeviceKind, DeviceSlot>>
  /** Something was granted in this call: from now on devices have names. */
  granted(): void
  /** A slot has changed. */
  changed(): void
}

/** Creates requests of which none is open. */
export function createCaptureRequests(options: CaptureRequestsOptions): CaptureRequests {
  const { media, clock, pendingWork, slots, granted, changed } = options
  const open = new Set<OpenRequest>()
  let deciding = false
  let left = true

  function missing(): Asked[] {
    const under = new Set([...open].flatMap(({ asked }) => asked.map(({ kind }) => kind)))
    return KINDS.filter((kind) => !under.has(kind)).flatMap((kind) => {
      const search = slots[kind].missing()
      return search ? [{ kind, deviceId: search.deviceId, search }] : []
    })
  }

  /**
   * The requests to make now. A device whose permission is known is asked for by itself, so that no other one delays it.
   * The rest shares one prompt, and the person is asked one thing at a time.
   */
  function next(permissions: Permissions): Asked[][] {
    const isKnown = ({ kind }: Asked) => permissions[kind] === 'granted' || permissions[kind] === 'denied'
    const asked = missing()
    const apart = asked.filter(isKnown).map((one) => [one])
    const rest = asked.filter((one) => !isKnown(one))
    if (rest.length === 0 || [...open].some(({ prompts }) => prompts)) return apart
    const alone = rest.find(({ search }) => search.alone)
    return [...apart, alone ? [alone] : rest]
  }

  async function decide(): Promise<void> {
    for (;;) {
      // One device, and nothing else under way: that needs no decision, and begins at once.
      const simple = open.size === 0 && missing().length < 2
      const permissions = simple ? NOTHING_KNOWN : await permissionsOf(media, clock)
      const requests = next(permissions)
      if (requests.length === 0) return
      for (const asked of requests) begin(asked, permissions)
    }
  }

  function ask(): void {
    left = false
    for (const request of open) if (request.since === null) wait(request)
    if (deciding || missing().length === 0) return
    deciding = true
    pendingWork.start(async () => {
      await decide()
      deciding = false
    })
  }

  function begin(asked: readonly Asked[], permissions: Permissions): void {
    const all = (permission: string) => asked.every(({ kind }) => permissions[kind] === permission)
    const request: OpenRequest = {
      asked,
      since: null,
      allowedAt: all('granted') ? clock.now() : null,
      prompts: !all('granted') && !all('denied'),
      inherited: false,
      cancelLook: () => {},
      release: () => {},
    }
    open.add(request)
    wait(request)
    pendingWork.start(() => Promise.race([answer(request), released(request)]))
  }

  const released = (request: OpenRequest) =>
    new Promise<void>((resolve) => {
      request.release = resolve
    })

  function wait(request: OpenRequest): void {
    request.since = clock.now()
    lookLater(request)
  }

  /** What the request brings later is used if it is still missing then; how it fails does not matter any more. */
  function drop(request: OpenRequest): void {
    request.cancelLook()
    open.delete(request)
    request.release()
  }

  async function answer(request: OpenRequest): Promise<void> {
    try {
      const stream = await media.getUserMedia(constraintsFor(request.asked))
      drop(request)
      for (const { kind, search } of request.asked) {
        const [track] = kind === 'microphone' ? stream.getAudioTracks() : stream.getVideoTracks()
        if (track) slots[kind].adopt(track, search)
        else slots[kind].fail('unknown', search)
      }
      if (!left) granted()
    } catch (error) {
      if (open.has(request)) await fail(request, errorName(error))
    }
    goOn()
  }

  async function fail(request: OpenRequest, error: string): Promise<void> {
    const permissions = error === 'NotAllowedError' ? await permissionsOf(media, clock) : NOTHING_KNOWN
    drop(request)
    const { asked } = request
    for (const one of asked) slots[one.kind].fail(judge(error, one, asked, permissions), one.search)
  }

  function goOn(): void {
    if (!left) ask()
    changed()
  }

  function lookLater(request: OpenRequest): void {
    request.cancelLook()
    request.cancelLook = clock.setTimeout(() => pendingWork.start(() => look(request)), LOOK_MS)
  }

  /** Tells waiting for the person, who may take any time, from waiting for a device. */
  async function look(request: OpenRequest): Promise<void> {
    const permissions = await permissionsOf(media, clock)
    if (!open.has(request) || request.since === null) return
    const { asked } = request
    const isAllowed = asked.every(({ kind }) => permissions[kind] === 'granted')
    request.allowedAt = isAllowed ? (request.allowedAt ?? clock.now()) : null
    const allowedFor = request.allowedAt === null ? 0 : clock.now() - request.allowedAt
    if ((asked.length > 1 || request.inherited) && allowedFor >= TOGETHER_MS) {
      drop(request)
      goOn()
    } else if (allowedFor >= STARTS_MS) {
      drop(request)
      for (const { kind, search } of asked) slots[kind].fail('stuck', search)
      goOn()
    } else {
      if (!isAllowed && clock.now() - request.since >= STARTS_MS) doubt(request, permissions)
      if (open.has(request)) lookLater(request)
    }
  }

  /** Nobody knows whether the person is being asked: nothing else waits for that. */
  function doubt(request: OpenRequest, permissions: Permissions): void {
    request.prompts = false
    if (!request.asked.some(({ kind }) => permissions[kind] === 'prompt')) request.release()
    // In its own call a second prompt would be one too many. In the next one it is asked anew, once.
    if (request.inherited) drop(request)
    goOn()
  }

  return {
    ask,
    nextCall() {
      for (const request of [...open]) {
        if (request.allowedAt !== null && clock.now() - request.allowedAt >= TOGETHER_MS) drop(request)
      }
    },
    leave() {
      left = true
      for (const request of [...open]) {
        if (request.allowedAt !== null) drop(request)
        else {
          request.cancelLook()
          request.since = null
          request.inherited = true
        }
      }
    },
  }
}
