import type { AddDeviceProblem, JoinProblem } from '../types/settings.ts'
import { idWords } from './idWords.ts'

/** Says why no device was added, and what to do about it. */
export function addDeviceWords(problem: AddDeviceProblem): string {
  switch (problem) {
    case 'expired':
      return 'The link has run out. Make another one.'
    case 'unreachable':
      return idWords('unreachable')
    case 'full':
      return 'Your ID gets no new device now. Remove devices you do not know, and try again tomorrow.'
    case 'failed':
      return idWords('failed')
  }
}

/** Says why this browser was not added, and what to do about it. */
export function joinWords(problem: JoinProblem): string {
  switch (problem) {
    case 'already':
      return 'This browser is one of your devices already. Open the link on the device to add.'
    case 'gone':
      return 'The link was used already or has run out. Make another one in the settings of your other device.'
    case 'refused':
      return 'Your other device refused. If that was a mistake, make another link there.'
    case 'forged':
      return 'The answer did not come from your other device: somebody may be in between. Make another link there.'
    case 'unreachable':
    case 'outdated':
    case 'failed':
      return idWords(problem)
  }
}

/** Six digits as they are read aloud: `042 917`. */
export const digitGroups = (digits: string): string => `${digits.slice(0, 3)} ${digits.slice(3)}`
