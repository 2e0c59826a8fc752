import { connectionChanged, type ServerConnection } from '@parley/call'
import { createKeyPair, createSelf, guestIdOf, proveId, type Self } from '@parley/identity'
import {
  type Clock,
  clientEvents,
  type DeviceId,
  type ErrorCode,
  isGuest,
  limits,
  listen,
  type Revocations,
  request,
  serverEvents,
  type UserId,
  watchConnection,
} from '@parley/protocol'
import type { ServerAccess, ServerSocket } from '../serverAccess.ts'
import { idClaimed, idGivenUp, idKnown, idRefused } from '../state/accountSlice.ts'
import type { ClientStartListening, ClientStore } from '../state/store.ts'
import { isString, type JsonStorage } from '../storage/jsonStorage.ts'
import type { SelfStore } from '../storage/selfStore.ts'
import type { Acting } from './acting.ts'
import { type Availability, askAvailability } from './availability.ts'
import { randomName } from './randomName.ts'
import { createRevocationLearning } from './revocationLearning.ts'

const ID_KEY = 'parley.id'
const GUEST_KEY = 'parley.guest'

/** How long until a server that is overrun or confused is asked again, at first and at most. Milliseconds. */
const AGAIN_MS = 2_000
const AGAIN_MAX_MS = 60_000

/** Whose client this is: `store.getState().account` says who, this changes it. */
export interface Account {
  /** Asks for an ID: it is this person's once the server agrees. Also goes on with one that this browser has a key for. */
  claim(userId: UserId): void
  /** Goes offline and forgets whose client this is. The key stays, for when the ID is claimed again; a guest's does not. */
  giveUp(): void
  /** Takes an ID online that nobody chooses and nobody can keep: for this tab, until it is given up. One at a time. */
  beGuest(): Promise<void>
  /** Takes this device's place back from another page that acts as it. */
  takePlaceBack(): void
  /** Whether an ID can be claimed. Never rejects. */
  availability(userId: UserId, signal: AbortSignal): Promise<Availability>
}

/** The account as the rest of the client knows it: proves whose it is on every connection, and hears if it is so no more. */
export interface OwnAccount extends Account {
  /** Null without an ID. */
  acting(): Acting | null
  /**
   * Takes an ID online as somebody this browser has become by other means than claiming it.
   * @param agreed whether the server has said so; without it the key that this browser has stays until it does
   */
  adopt(self: Self, agreed: boolean): Promise<void>
  /** Keys of the own ID count no more, perhaps this one. What is not rightly signed changes nothing. */
  learn(revocations: Revocations): Promise<void>
  /** Resolves when all that was told of revoked keys has been learned. */
  settled(): Promise<void>
  close(): void
}

interface Deps {
  store: ClientStore
  startListening: ClientStartListening
  local: JsonStorage
  /** Of this tab. */
  session: JsonStorage
  server: Pick<ServerAccess, 'json'>
  socket: ServerSocket
  selves: SelfStore
  deviceId: Promise<DeviceId>
  clock: Clock
  /** Of this page, as the browser will name it. */
  origin: string
}

/** A refusal that is about this moment, not about who asks. */
const passes = (code: ErrorCode): boolean => code === 'unavailable' || code === 'tooMany' || code === 'proofReplayed'

/** Takes the ID online: at once if this browser has one, otherwise when the person has chosen one. */
export function createAccount(deps: Deps): OwnAccount {
  const { store, startListening, local, session, server, socket, selves, deviceId, clock, origin } = deps
  let acting: Acting | null = null
  /** As whom the next claim is made, rather than as who is kept. */
  let adopted: Self | null = null
  let becoming: Promise<void> | null = null
  /** The server's clock minus this device's, where they were too far apart. */
  let ahead = 0
  let corrected = false
  let wait = AGAIN_MS
  let cancelAgain = () => {}
  let closed = false

  const tell = (state: ServerConnection) => void store.dispatch(connectionChanged(state))

  async function present(): Promise<object> {
    if (!acting) return {}
    const { self, deviceId } = acting
    const proof = await proveId(self, { deviceId, origin, time: clock.now() + ahead, nonce: randomName() })
    const { userId, root, certificates } = self
    return { protocol: limits.PROTOCOL_VERSION, userId, deviceId, root, certificates, proof }
  }
  // Asked for each connection anew. Without an answer the server says what is wrong.
  socket.auth = (give: (auth: object) => void) => void present().then(give, () => give({}))

  function stop(): void {
    cancelAgain()
    acting = null
    socket.disconnect()
  }

  function refuse(code: ErrorCode): void {
    stop()
    tell({ status: 'refused', code })
    store.dispatch(idRefused())
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
    // So that a reload finds the same guest; where nothing can be kept it finds another.
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
    corrected = false
    tell({ status: 'connecting' })
    try {
      const self = become ?? (await selves.take(userId))
      const device = await deviceId
      const revocations = await learning.known(self)
      if (closed || !isWanted(userId)) return
      acting = { self, deviceId: device, revocations }
      socket.connect()
    } catch {
      // A browser that keeps or makes no keys cannot prove anything.
      if (!closed && isWanted(userId)) refuse('proofWrong')
    }
  }

  function again(ms: number): void {
    tell({ status: 'offline' })
    cancelAgain = clock.setTimeout(() => socket.connect(), ms)
  }

  function onRefused(code: ErrorCode, serverTime: number | null): void {
    if (code === 'proofOld' && serverTime !== null && !corrected) {
      corrected = true
      ahead = serverTime - clock.now()
      again(0)
    } else if (passes(code) && store.getState().account.status === 'known') {
      again(wait)
      wait = Math.min(wait * 2, AGAIN_MAX_MS)
    } else refuse(code)
  }

  function onConnected(): void {
    corrected = false
    wait = AGAIN_MS
    const { account } = store.getState()
    if (account.status === 'claiming') {
      if (!isGuest(account.userId)) local.write(ID_KEY, account.userId)
      store.dispatch(idKnown(account.userId))
      // For the next visit, and for the words on the first screen, should this ID be given up and typed again.
      if (acting) selves.put(acting.self).catch(() => undefined)
    }
    // What was revoked while this device was away. Not knowing it costs nothing but time.
    request(socket, clientEvents, 'listKeys', {}).then(
      (ack) => (ack.ok && ack.revocations ? learn(ack.revocations) : undefined),
      () => undefined,
    )
  }

  const learning = createRevocationLearning({
    selves,
    acting: () => acting,
    learned: (me) => {
      acting = me
    },
    removed: (me) => {
      acting = me
      local.remove(ID_KEY)
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
      // A guest in one tab may be somebody with an ID in another, and have become so in this one.
      if (account.status === 'none' || !isGuest(account.userId)) local.remove(ID_KEY)
      stop()
    },
  })
  const { keysRevoked } = serverEvents
  const stops = [
    watchConnection(socket, { connected: onConnected, refused: onRefused }),
    listen(socket, { keysRevoked }, { keysRevoked: ({ revocations }) => void learn(revocations) }),
  ]

  const remembered = local.read(ID_KEY, isString) ?? session.read(GUEST_KEY, isString)
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
      // Either fails in a browser that keeps nothing: its person has to know before the ID has one device more.
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
      stop()
    },
  }
}
