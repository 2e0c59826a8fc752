import type { VoiceNotice } from '@parley/protocol'
import type { DeviceNotice } from '../types/call.ts'

/** Chromium adds the numbers of maker and model; nobody calls a camera by them. */
const plain = (name: string): string => name.replace(/ \([0-9a-f]{4}:[0-9a-f]{4}\)$/i, '').trim()

/** Says what became of a device by itself. */
export function deviceNoticeWords({ kind, gone, unplugged, now }: DeviceNotice): string {
  if (gone === null) return `${plain(now) || `Your ${kind}`} is back in use.`
  const went = unplugged ? 'was unplugged' : 'stopped working'
  return `${plain(gone) || `Your ${kind}`} ${went}. Using ${plain(now) || 'another one'}.`
}

/** Says what is odd about one's own voice. */
export function voiceWords(notice: VoiceNotice): string {
  switch (notice) {
    case 'silent':
      return 'Your microphone is silent. Check it, or choose another.'
    case 'mutedSpeech':
      return 'You are muted.'
  }
}
