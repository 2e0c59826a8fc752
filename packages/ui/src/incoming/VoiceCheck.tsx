import { Mic } from 'lucide-react'
import { LevelMeter } from '../shared/LevelMeter.tsx'
import { Problem } from '../shared/Problem.tsx'
import type { MicView } from '../types/call.ts'
import { devicesWords } from '../words/mediaWords.ts'
import styles from './VoiceCheck.module.css'

export type VoiceCheckProps = { microphone: MicView; readLevel(): number; onRetry(): void }

/** Before a voice call: shows that the microphone works, or says why it does not. */
export function VoiceCheck({ microphone, readLevel, onRetry }: VoiceCheckProps) {
  switch (microphone.state) {
    case 'on':
      return (
        <div className={styles.check}>
          <Mic />
          <span>Say something to try your microphone</span>
          <LevelMeter readLevel={readLevel} />
        </div>
      )
    case 'starting':
      return (
        <p role="status" className={styles.check}>
          Your browser is asking for your microphone…
        </p>
      )
    case 'failed':
      return (
        <div data-stage="">
          <Problem sentences={devicesWords(null, microphone.problem ?? 'unknown')} onRetry={onRetry} />
        </div>
      )
    case 'off':
      return null
  }
}
