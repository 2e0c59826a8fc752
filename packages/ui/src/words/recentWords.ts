import type { RecentItem } from '../types/call.ts'
import { lengthWords, whenWords } from './timeWords.ts'

/** Says what became of a past call: `Missed · 9:12`, `Video · 24 min · yesterday`. */
export function recentWords(item: RecentItem, now: number, locale: string): string {
  const when = whenWords(item.at, now, locale)
  switch (item.outcome) {
    case 'answered': {
      const media = item.media === 'video' ? 'Video' : 'Voice'
      return [media, ...(item.seconds === null ? [] : [lengthWords(item.seconds)]), when].join(' · ')
    }
    case 'unconnected':
      return `Did not connect · ${when}`
    case 'missed':
      return `Missed · ${when}`
    case 'declined':
      return `${item.direction === 'incoming' ? 'You declined' : 'Declined'} · ${when}`
    case 'unanswered':
      return `No answer · ${when}`
    case 'cancelled':
      return `Cancelled · ${when}`
    case 'unreached':
      return `Could not reach · ${when}`
  }
}
