import type { VoiceNotice } from '@parley/protocol'
import type { DeviceNotice } from '../types/call.ts'
import { awaitedWords, type MediaDevice } from '../words/mediaWords.ts'
import { deviceNoticeWords, voiceWords } from '../words/noticeWords.ts'
import styles from './CallNotes.module.css'

export type CallNotesProps = {
  /** Changes of the own devices that nobody asked for. */
  notices: readonly DeviceNotice[]
  voice: VoiceNotice | null
  /** Own devices that have been starting for a while. */
  awaited: MediaDevice | null
  onUnmute(): void
  onChooseDevices(): void
}

/** Notices about the own devices in a call; they come and go by themselves. */
export function CallNotes({ notices, voice, awaited, onUnmute, onChooseDevices }: CallNotesProps) {
  // Camera and microphone of one device may have the same name: show it once.
  const sentences = new Set([
    ...(awaited ? [awaitedWords(awaited)] : []),
    ...(voice ? [voiceWords(voice)] : []),
    ...notices.map(deviceNoticeWords),
  ])
  return (
    <div className={styles.notes} data-empty={sentences.size === 0}>
      {/* It exists while empty: screen readers announce only what enters an existing region. */}
      <div role="status" className={styles.words}>
        {[...sentences].map((sentence) => (
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
