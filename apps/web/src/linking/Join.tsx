import type { DeviceInvite } from '@parley/client'
import { type App, browserLabel, createJoining, selectAccount } from '@parley/client'
import { sameUser } from '@parley/protocol'
import { JoinScreen, type JoinState } from '@parley/ui/settings'
import { useEffect, useRef, useState } from 'react'
import { useSelector } from 'react-redux'
import { io } from 'socket.io-client'

/** This browser was opened by a link for one more device. */
export function Join({ app, invite, onDone }: { app: App; invite: DeviceInvite; onDone(): void }) {
  const [state, setState] = useState<JoinState>({ step: 'ask', userId: invite.userId })
  const account = useSelector(selectAccount)
  // A second key for the browser it came from would look like a second device, and be none.
  const already = state.step === 'ask' && account.status === 'known' && sameUser(account.userId, invite.userId)
  const joining = useRef<ReturnType<typeof createJoining> | null>(null)
  useEffect(() => () => joining.current?.close(), [])

  function join(): void {
    joining.current = createJoining({
      invite,
      label: browserLabel(navigator),
      connect: (namespace, auth) => io(namespace, { auth, autoConnect: false, forceNew: true }),
      show: setState,
      joined: async (self) => {
        await app.account.adopt(self, true)
        onDone()
      },
    })
  }
  return <JoinScreen state={already ? { step: 'failed', why: 'already' } : state} onJoin={join} onCancel={onDone} />
}
