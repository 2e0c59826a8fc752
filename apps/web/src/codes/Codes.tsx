import { endDismissed, selectCall } from '@parley/call'
import type { CallEngine } from '@parley/client'
import { type App, type CodeSide, createMainSide, createTryOutSide, type TryOutSide } from '@parley/client'
import { CodesScreen, TryOutConnected } from '@parley/ui/codes'
import type { CallSession } from '@parley/webrtc'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { useSafetyNumber } from '../call/useSafetyNumber.ts'
import { noticeOf } from '../views/lastCallNotice.ts'
import { AnswerSide } from './AnswerSide.tsx'
import { StartSide } from './StartSide.tsx'
import type { CodesDoor } from './useCodesEntry.ts'

/** This page's own side, and the session that serves it. */
export interface MainSide {
  side: CodeSide
  session: CallSession
}

const mains = new WeakMap<CallEngine, MainSide>()

/** The one side of this engine, made when it is first asked for: it outlives the page that shows it. */
export function mainSideOf(app: App, engine: CallEngine): MainSide {
  const known = mains.get(engine)
  if (known) return known
  const made = { side: createMainSide(app, engine), session: engine.session }
  mains.set(engine, made)
  return made
}

export interface CodesProps {
  door: CodesDoor
  onBack(): void
}

/** Calls without a server: with somebody else, or on this one page to see that it works. */
export function Codes({ app, main, door, onBack }: CodesProps & { app: App; main: MainSide }) {
  const call = useSelector(selectCall)
  const dispatch = useDispatch()
  const help = useRef<HTMLDetailsElement>(null)
  const [tryOut, setTryOut] = useState(false)
  const { step } = useSyncExternalStore(main.side.subscribe, main.side.getSnapshot)
  const showHelp = () => {
    if (!help.current) return
    help.current.open = true
    help.current.scrollIntoView({ behavior: 'smooth', block: 'start' })
  }
  const back = () => {
    main.side.cancel()
    dispatch(endDismissed())
    onBack()
  }
  return (
    <CodesScreen
      notice={call.status === 'IDLE' && call.lastEnd ? noticeOf(call.lastEnd) : null}
      onDismissNotice={() => dispatch(endDismissed())}
      onBack={back}
      tryOut={tryOut}
      onTryOut={step === 'idle' ? setTryOut : undefined}
      help={help}
    >
      {tryOut ? <TryOut app={app} onHelp={showHelp} /> : <Main main={main} door={door} onHelp={showHelp} />}
    </CodesScreen>
  )
}

function Main({ main, door, onHelp }: { main: MainSide; door: CodesDoor; onHelp(): void }) {
  const state = useSyncExternalStore(main.side.subscribe, main.side.getSnapshot)
  const role = state.step === 'making' || state.step === 'made' ? state.role : null
  const shared = { ...main, onHelp, connected: null }
  // Who was sent a code is to see where it is first.
  const answers = role !== 'initiator' && <AnswerSide key={door.offer ?? 'answer'} {...shared} initial={door.offer} />
  const starts = role !== 'responder' && <StartSide key="start" {...shared} />
  return door.offer === null ? [starts, answers] : [answers, starts]
}

function TryOut({ app, onHelp }: { app: App; onHelp(): void }) {
  const [sides, setSides] = useState<{ start: TryOutSide; answer: TryOutSide } | null>(null)
  useEffect(() => {
    const made = { start: createTryOutSide(app), answer: createTryOutSide(app) }
    setSides(made)
    return () => {
      made.start.close()
      made.answer.close()
    }
  }, [app])
  if (!sides) return null
  return (
    <>
      <StartSide {...sides.start} onHelp={onHelp} connected={<Met side={sides.start.side} />} />
      <AnswerSide {...sides.answer} onHelp={onHelp} connected={<Met side={sides.answer.side} />} initial={null} />
    </>
  )
}

/** A side of a try-out that is connected. */
function Met({ side }: { side: CodeSide }) {
  const state = useSyncExternalStore(side.subscribe, side.getSnapshot)
  const { own, theirs } = state.step === 'connected' ? state.fingerprints : { own: null, theirs: null }
  const safety = useSafetyNumber(own, theirs)
  return <TryOutConnected safety={safety} onHangUp={side.cancel} />
}
