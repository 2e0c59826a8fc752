import type { LastEnd } from '@parley/client'
import { calledWords, type EndedCall } from '@parley/ui'

/** How the last call ended, as the screens tell it. */
export const noticeOf = ({ reason, peer, name, direction, seconds }: LastEnd): EndedCall => ({
  ...{ reason, direction, seconds },
  // Where nobody came, no sentence names anybody.
  peer: peer === null ? '' : calledWords(peer, name),
})
