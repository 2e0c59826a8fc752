import type { DeviceLinking, DeviceLinkingState, Devices } from '@parley/client'
import { AddDeviceDialog, type AddDeviceState } from '@parley/ui/settings'
import { useEffect, useRef, useState } from 'react'
import { encode } from 'uqr'
import { deviceLink } from './deviceLink.ts'

/** An invite as another device takes it: to be opened, or to be photographed. */
function shown(state: DeviceLinkingState): AddDeviceState {
  if (state.step !== 'open') return state
  const url = deviceLink(state.invite)
  return { step: 'open', url, qr: encode(url, { ecc: 'M', border: 0 }).data, expiresAt: state.expiresAt }
}

/** One more device for the own ID, while this is shown. */
export function AddDevice({ devices, onDone }: { devices: Pick<Devices, 'add'>; onDone(): void }) {
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<AddDeviceState>({ step: 'opening' })
  const linking = useRef<DeviceLinking | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another link
  useEffect(() => {
    const current = devices.add((next) => setState(shown(next)))
    linking.current = current
    return () => current.close()
  }, [devices, attempt])
  return (
    <AddDeviceDialog
      state={state}
      onApprove={() => linking.current?.approve()}
      onRefuse={() => {
        linking.current?.refuse()
        onDone()
      }}
      onAgain={() => setAttempt((last) => last + 1)}
      onCopy={async () => {
        if (state.step !== 'open') return false
        try {
          await navigator.clipboard.writeText(state.url)
          return true
        } catch {
          return false
        }
      }}
      onClose={onDone}
    />
  )
}
