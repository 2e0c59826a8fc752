import type { CallSession, CodeSide } from '@parley/client'
import type { CodeStep } from '@parley/ui/codes'
import { type ReactNode, useMemo, useSyncExternalStore } from 'react'
import { encode } from 'uqr'
import { microphoneView } from '../views/deviceViews.ts'
import { codeLink } from './useCodesEntry.ts'

export interface SideProps {
  side: CodeSide
  session: CallSession
  onHelp(): void
  /** Shown once this side is connected. */
  connected: ReactNode
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** Returns a function that opens the system's share sheet with a text; undefined where there is none. */
function sharing(text: string): (() => void) | undefined {
  if (typeof navigator.share !== 'function') return
  // Rejects if the person closes the sheet; then there is nothing to do.
  return () => void navigator.share({ text }).catch(() => undefined)
}

/** True if another device can open this page's address. */
const isPublic = () => location.protocol === 'https:'

/** The props that both panels take from their side. */
export function useSide({ side, session, onHelp, connected }: SideProps) {
  const state = useSyncExternalStore(side.subscribe, side.getSnapshot)
  const media = useSyncExternalStore(session.subscribe, session.getSnapshot)
  const text = state.step === 'made' ? state.text : ''
  // An offer is sent as a link, for any camera app to open. An answer is for the page that waits for it.
  const sent = state.step === 'made' && state.role === 'initiator' && isPublic() ? codeLink(text) : text
  const qr = useMemo(() => (sent ? encode(sent, { ecc: 'L', border: 0 }).data : []), [sent])
  const view: CodeStep = state.step === 'made' ? { ...state, code: { text, qr, reach: state.reach } } : state
  return {
    ...{ state: view, microphone: microphoneView(media), connected, onHelp },
    onRetry: session.retryDevices,
    onCancel: side.cancel,
    onCopy: () => copy(text),
    onShare: sharing(sent),
  }
}
