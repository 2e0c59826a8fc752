import { type DeviceInvite, type Devices, type JoiningState, selectAccount } from '@parley/client'
import { sameUser } from '@parley/protocol'
import { JoinScreen, type JoinState } from '@parley/ui/settings'
import { useEffect, useRef, useState } from 'react'
import { useSelector } from 'react-redux'

interface JoinProps {
  devices: Pick<Devices, 'join'>
  invite: DeviceInvite
  onDone(): void
}

/** This browser was opened by a link for one more device. */
export function Join({ devices, invite, onDone }: JoinProps) {
  const [state, setState] = useState<JoinState>({ step: 'ask', userId: invite.userId })
  const account = useSelector(selectAccount)
  // A second key for the browser it came from would look like a second device, and be none.
  const already = state.step === 'ask' && account.status === 'known' && sameUser(account.userId, invite.userId)
  const joining = useRef<ReturnType<Devices['join']> | null>(null)
  useEffect(() => () => joining.current?.close(), [])

  function show(next: JoiningState): void {
    if (next.step === 'done') onDone()
    else setState(next)
  }
  function join(): void {
    joining.current = devices.join(invite, show)
  }
  return <JoinScreen state={already ? { step: 'failed', why: 'already' } : state} onJoin={join} onCancel={onDone} />
}
