import type { VoiceNotice } from '@parley/protocol'
import type { DeviceNotice } from '../types/call.ts'
import { deviceNoticeWords, voiceWords } from '../words/noticeWords.ts'
import styles from './CallNotes.module.css'

export type CallNotesProps = {
  /** What became of one's own devices by itself. */
  notices: readonly DeviceNotice[]
  voice: VoiceNotice | null
  onUnmute(): void
  onChooseDevices(): void
}

/** What one should know about one's own devices in a call; it comes and goes by itself. */
export function CallNotes({ notices, voice, onUnmute, onChooseDevices }: CallNotesProps) {
  // The camera and the microphone of one thing may bear one name: said once.
  const sentences = [...new Set([...(voice ? [voiceWords(voice)] : []), ...notices.map(deviceNoticeWords)])]
  return (
    <div className={styles.notes} data-empty={sentences.length === 0}>
      {/* There while it is empty: only so is heard what comes into it. */}
      <div role="status" className={styles.words}>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      {voice === 'mutedSpeech' && (
        <button type="button" className={styles.action} onClick={onUnmute}>
          Unmute
        </button>
      )}
      {voice === 'silent' && (
        <button type="button" className={styles.action} onClick={onChooseDevices}>
          Choose
        </button>
      )}
    </div>
  )
}
