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
  /** What is shown once this side is connected. */
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

/** The system's own ways to send a text, where there are any. */
function sharing(text: string): (() => void) | undefined {
  if (typeof navigator.share !== 'function') return
  // Rejects if the person chooses none; then nothing is to be done.
  return () => void navigator.share({ text }).catch(() => undefined)
}

/** Whether another device that opens this page's address gets the same page. */
const isPublic = () => location.protocol === 'https:'

/** What both panels show of their side. */
export function useSide({ side, session, onHelp, connected }: SideProps) {
  const state = useSyncExternalStore(side.subscribe, side.getSnapshot)
  const media = useSyncExternalStore(session.subscribe, session.getSnapshot)
  const text = state.step === 'made' ? state.text : ''
  // An offer may be opened by any camera app; an answer is for the page that waits for it.
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
