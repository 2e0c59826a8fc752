import { connectionChanged } from '@parley/call'
import { limits } from '@parley/protocol'
import type { Socket } from 'socket.io-client'
import type { AppStore, createAppStore } from '../app/store.ts'
import { idClaimed, idGivenUp, idKnown, idRefused } from './accountSlice.ts'
import { randomName } from './deviceId.ts'
import { isString, type JsonStorage } from './storage.ts'

const ID_KEY = 'parley.id'
const HOLDER_KEY = 'parley.holder'

interface Deps {
  store: AppStore
  startListening: ReturnType<typeof createAppStore>['startListening']
  local: JsonStorage
  socket: Pick<Socket, 'auth' | 'connect' | 'disconnect'>
  deviceId: Promise<string>
}

/** Takes the ID online: at once if this browser has one, otherwise when the person has chosen one. */
export function setupAccountListeners({ store, startListening, local, socket, deviceId }: Deps): void {
  async function goOnline(userId: string): Promise<void> {
    socket.disconnect()
    store.dispatch(connectionChanged({ status: 'connecting' }))
    const holder = local.read(HOLDER_KEY, isString) ?? randomName()
    local.write(HOLDER_KEY, holder)
    const auth = { protocol: limits.PROTOCOL_VERSION, userId, deviceId: await deviceId, holder }
    const { account } = store.getState()
    if (account.status === 'none' || account.userId !== userId) return
    socket.auth = auth
    socket.connect()
  }

  startListening({ actionCreator: idClaimed, effect: ({ payload }) => goOnline(payload) })
  startListening({
    actionCreator: idGivenUp,
    effect: () => {
      local.remove(ID_KEY)
      socket.disconnect()
    },
  })
  startListening({
    actionCreator: connectionChanged,
    effect: ({ payload }) => {
      const { account } = store.getState()
      if (payload.status === 'online' && account.status === 'claiming') {
        local.write(ID_KEY, account.userId)
        store.dispatch(idKnown(account.userId))
      }
      if (payload.status === 'refused') store.dispatch(idRefused())
    },
  })

  const remembered = local.read(ID_KEY, isString)
  if (remembered) {
    store.dispatch(idKnown(remembered))
    void goOnline(remembered)
  }
}
