import { connectionChanged, type ServerConnection } from '@parley/call'
import { createKeyPair, createSelf, guestIdOf, proveId, type Self } from '@parley/identity'
import {
  type Ack,
  type ClientContract,
  type Clock,
  clientEvents,
  type DeviceId,
  type ErrorCode,
  isGuest,
  limits,
  listen,
  type Revocations,
  request,
  sameUser,
  serverEvents,
  type UserId,
  watchConnection,
} from '@parley/protocol'
import type { ClientPage } from '../platform.ts'
import type { ServerAccess, ServerSocket } from '../serverAccess.ts'
import { idClaimed, idGivenUp, idKnown, idRefused } from '../state/accountSlice.ts'
import type { ClientStartListening, ClientStore } from '../state/store.ts'
import { isString, type JsonStorage } from '../storage/jsonStorage.ts'
import type { SelfStore } from '../storage/selfStore.ts'
import { createUpgrade } from '../upgrade.ts'
import type { Acting } from './acting.ts'
import { type Availability, askAvailability } from './availability.ts'
import { randomName } from './randomName.ts'
import { createRevocationLearning } from './revocationLearning.ts'

const ID_KEY = 'parley.id'
const GUEST_KEY = 'parley.guest'

/** A proof that is refused as old so soon after its clock was corrected is not refused for the clock. Milliseconds. */
const CORRECTED_MS = limits.PROOF_AGE_MS

/** Delay before connecting again after a refusal that may pass; it doubles up to the maximum. Milliseconds. */
const AGAIN_MS = 2_000
const AGAIN_MAX_MS = 60_000

/** The ID that this client acts for. `store.getState().account` holds it; these functions change it. */
export interface Account {
  /** Asks the server for an ID, or goes online with an ID that this browser already has a key for. */
  claim(userId: UserId): void
  /** Goes offline and forgets the ID. Its key stays for when the ID is claimed again; a guest's key is deleted. */
  giveUp(): void
  /**
   * Takes a guest's ID online, derived from a new key. It lasts in this tab until it is given up. Concurrent calls
   * create one guest. Rejects if the browser cannot create a key.
   */
  beGuest(): Promise<void>
  /** Connects again after another page took this device's place (connection status `replaced`). */
  takePlaceBack(): void
  /** Asks whether an ID can be claimed. Never rejects. */
  availability(userId: UserId, signal: AbortSignal): Promise<Availability>
}

/** The account as the other parts of the client see it, with keys and revocations. */
export interface OwnAccount extends Account {
  /** The identity this device acts with; null while it has none. */
  acting(): Acting | null
  /**
   * Takes an ID online with an identity that this browser got by a device link or a recovery file. Rejects if the
   * browser cannot store keys.
   * @param agreed true if the server has accepted the identity. Otherwise the earlier key for this ID, if there is one,
   * is replaced only once the server accepts the new one.
   */
  adopt(self: Self, agreed: boolean): Promise<void>
  /** Applies a statement of revoked keys of the own ID, perhaps this device's. Ignores an invalid statement. */
  learn(revocations: Revocations): Promise<void>
  /** Resolves when all statements given to `learn` have been applied. */
  settled(): Promise<void>
  close(): void
}

interface Deps {
  store: ClientStore
  startListening: ClientStartListening
  local: JsonStorage
  /** Storage of this tab. */
  session: JsonStorage
  server: Pick<ServerAccess, 'json'>
  socket: ServerSocket
  selves: SelfStore
  deviceId: Promise<DeviceId>
  clock: Clock
  page: Pick<ClientPage, 'origin' | 'reload'>
  /** The ID of the call that this tab was in and resumes; null if there is none. */
  resumes: UserId | null
}

/** True if the refusal may pass: it is about the moment, not about this identity. */
const passes = (code: ErrorCode): boolean => code === 'unavailable' || code === 'tooMany' || code === 'proofReplayed'

/** Creates the account and takes its ID online: a remembered ID at once, otherwise when the person claims one. */
export function createAccount(deps: Deps): OwnAccount {
  const { store, startListening, local, session, server, socket, selves, deviceId, clock, page, resumes } = deps
  let acting: Acting | null = null
  /** The identity for the next `goOnline`, in place of the stored one. */
  let adopted: Self | null = null
  let becoming: Promise<void> | null = null
  /** How far the server's clock is ahead of this device's wall clock; 0 until the server refuses a proof as old. Milliseconds. */
  let ahead = 0
  /** When `ahead` was measured last, by the monotonic clock. */
  let correctedAt = Number.NEGATIVE_INFINITY
  let wait = AGAIN_MS
  let cancelAgain = () => {}
  let closed = false

  const tell = (state: ServerConnection) => void store.dispatch(connectionChanged(state))

  async function present(): Promise<object> {
    if (!acting) return {}
    const { self, deviceId } = acting
    const { origin } = page
    const proof = await proveId(self, { deviceId, origin, time: clock.wall() + ahead, nonce: randomName() })
    const { userId, root, certificates } = self
    return { protocol: limits.PROTOCOL_VERSION, userId, deviceId, root, certificates, proof }
  }
  // Socket.IO calls this for each connection. If the proof cannot be made, the server refuses the connection.
  socket.auth = (give: (auth: object) => void) => void present().then(give, () => give({}))

  function stop(): void {
    cancelAgain()
    acting = null
    socket.disconnect()
  }

  function refuse(code: ErrorCode): void {
    const before = acting
    stop()
    // A call under way needs no server, but its descriptions need the identity that it began with.
    if (code !== 'deviceRemoved' && store.getState().call.current.status === 'IN_CALL') acting = before
    tell({ status: 'refused', code })
    // Nothing is wrong with the ID of a page that is only too old.
    if (code !== 'unsupportedVersion') store.dispatch(idRefused())
  }

  const upgrade = createUpgrade({ store, session, clock, page, stuck: () => refuse('unsupportedVersion') })

  /** Forgets the ID for the next visit. Another tab may have another ID since, which stays. */
  function forget(userId: UserId): void {
    const stored = local.read(ID_KEY, isString)
    if (stored !== null && sameUser(stored, userId)) local.remove(ID_KEY)
  }

  function forgetGuest(userId: UserId): void {
    session.remove(GUEST_KEY)
    selves.forget(userId).catch(() => undefined)
  }

  async function becomeGuest(): Promise<void> {
    const before = session.read(GUEST_KEY, isString)
    if (before !== null) forgetGuest(before)
    const key = await createKeyPair()
    const self = createSelf(await guestIdOf(key.publicKey), key)
    // A reload then finds the same guest. If the key cannot be stored, the guest lasts until the reload.
    await selves.put(self).catch(() => undefined)
    session.write(GUEST_KEY, self.userId)
    stop()
    adopted = self
    store.dispatch(idClaimed(self.userId))
  }

  const isWanted = (userId: UserId): boolean => {
    const { account } = store.getState()
    return account.status !== 'none' && account.userId === userId
  }

  async function goOnline(userId: UserId): Promise<void> {
    const become = adopted
    adopted = null
    stop()
    correctedAt = Number.NEGATIVE_INFINITY
    tell({ status: 'connecting' })
    try {
      const self = become ?? (await selves.take(userId))
      const device = await deviceId
      const revocations = await learning.known(self)
      if (closed || !isWanted(userId)) return
      acting = { self, deviceId: device, revocations }
      socket.connect()
    } catch {
      // This browser can neither read nor create a key, so it cannot prove an ID.
      if (!closed && isWanted(userId)) refuse('proofWrong')
    }
  }

  function again(ms: number): void {
    tell({ status: 'offline' })
    cancelAgain = clock.setTimeout(() => socket.connect(), ms)
  }

  function onRefused(code: ErrorCode, serverTime: number | null): void {
    const corrected = clock.now() - correctedAt < CORRECTED_MS
    if (code === 'unsupportedVersion') {
      // In a call nothing is wrong: it goes on without this server.
      tell({ status: 'connecting' })
      upgrade.needed()
    } else if (code === 'proofOld' && serverTime !== null && !corrected) {
      correctedAt = clock.now()
      ahead = serverTime - clock.wall()
      again(0)
    } else if (passes(code) && store.getState().account.status === 'known') {
      again(wait)
      wait = Math.min(wait * 2, AGAIN_MAX_MS)
    } else refuse(code)
  }

  function onConnected(): void {
    correctedAt = Number.NEGATIVE_INFINITY
    wait = AGAIN_MS
    const { account } = store.getState()
    if (account.status === 'claiming') {
      if (!isGuest(account.userId)) local.write(ID_KEY, account.userId)
      store.dispatch(idKnown(account.userId))
      // Stores the key for the next visit, and as confirmed: the first screen then does not call this ID taken.
      if (acting) selves.put(acting.self).catch(() => undefined)
    }
    // Fetches keys that were revoked while this device was offline. If this fails, the next connection fetches them.
    request(socket, clientEvents, 'listKeys', {}).then(onKeys, () => undefined)
  }

  function onKeys(ack: Ack<ClientContract, 'listKeys'>): void {
    // A newer server lets a page of the version before go on with its call, and with nothing else.
    if (!ack.ok && ack.error === 'unsupportedVersion') upgrade.needed()
    else upgrade.done()
    if (ack.ok && ack.revocations) void learn(ack.revocations)
  }

  const learning = createRevocationLearning({
    selves,
    acting: () => acting,
    learned: (me) => {
      acting = me
    },
    removed: (me) => {
      acting = me
      forget(me.self.userId)
      refuse('deviceRemoved')
    },
  })
  const { learn } = learning

  startListening({ actionCreator: idClaimed, effect: ({ payload }) => goOnline(payload) })
  startListening({
    actionCreator: idGivenUp,
    effect: (_action, api) => {
      const { account } = api.getOriginalState()
      const guest = session.read(GUEST_KEY, isString)
      if (guest !== null) forgetGuest(guest)
      if (account.status === 'none') local.remove(ID_KEY)
      else forget(account.userId)
      stop()
    },
  })
  const { keysRevoked } = serverEvents
  const stops = [
    watchConnection(socket, { connected: onConnected, refused: onRefused }),
    listen(socket, { keysRevoked }, { keysRevoked: ({ revocations }) => void learn(revocations) }),
  ]

  // In its call this tab keeps its ID, whichever another tab has chosen meanwhile.
  const remembered = resumes ?? local.read(ID_KEY, isString) ?? session.read(GUEST_KEY, isString)
  if (remembered) {
    store.dispatch(idKnown(remembered))
    void goOnline(remembered)
  }

  return {
    acting: () => acting,
    claim: (userId) => void store.dispatch(idClaimed(userId)),
    giveUp: () => void store.dispatch(idGivenUp()),
    takePlaceBack: () => void socket.connect(),
    availability: (userId, signal) => askAvailability({ server, selves }, userId, signal),
    adopt: async (self, agreed) => {
      stop()
      // Both reject if the browser cannot store keys. The person must hear of that before this device goes online.
      if (agreed) await selves.put(self)
      else await selves.has(self.userId)
      adopted = self
      store.dispatch(idClaimed(self.userId))
    },
    beGuest: () => {
      becoming ??= becomeGuest().finally(() => {
        becoming = null
      })
      return becoming
    },
    learn,
    settled: learning.settled,
    close() {
      closed = true
      for (const end of stops) end()
      upgrade.close()
      stop()
    },
  }
}
