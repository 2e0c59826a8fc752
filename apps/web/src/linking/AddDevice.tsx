import type { DeviceLinking, DeviceLinkingState, Devices } from '@parley/client'
import { AddDeviceDialog, type AddDeviceState } from '@parley/ui/settings'
import { useEffect, useRef, useState } from 'react'
import { encode } from 'uqr'
import { deviceLink } from './deviceLink.ts'

/** Shows an invite as a link to open and as a QR code to scan. */
function shown(state: DeviceLinkingState): AddDeviceState {
  if (state.step !== 'open') return state
  const url = deviceLink(state.invite)
  return { step: 'open', url, qr: encode(url, { ecc: 'M', border: 0 }).data, expiresAt: state.expiresAt }
}

/** The dialog that adds a device to the own ID. Unmounting it closes the link. */
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
