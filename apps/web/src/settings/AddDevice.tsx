import { AddDeviceDialog, type AddDeviceState } from '@parley/ui/settings'
import { useEffect, useRef, useState } from 'react'
import type { App } from '../app/wiring.ts'
import { createDeviceLinking, type DeviceLinking } from './deviceLinking.ts'

/** One more device for the own ID, while this is shown. */
export function AddDevice({ app, onDone }: { app: App; onDone(): void }) {
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<AddDeviceState>({ step: 'opening' })
  const linking = useRef<DeviceLinking | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another link
  useEffect(() => {
    const current = createDeviceLinking(app, setState)
    linking.current = current
    return () => current.close()
  }, [app, attempt])
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
