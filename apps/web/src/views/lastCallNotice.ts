import type { LastEnd } from '@parley/client'
import { calledWords, type EndedCall } from '@parley/ui'

/** How the last call ended, for the screens. */
export const noticeOf = ({ reason, peer, name, direction, seconds }: LastEnd): EndedCall => ({
  ...{ reason, direction, seconds },
  // If nobody came, no notice names the other side.
  peer: peer === null ? '' : calledWords(peer, name),
})
