/** How the two stand about playing, as far as there is something to say. */
export type PlayNotice =
  | { kind: 'asked' }
  | { kind: 'asking' }
  | { kind: 'loading' }
  | { kind: 'news'; news: 'declined' | 'withdrawn' | 'left' | 'broken' }

/** The words about an invitation to play, or the outcome of a game. */
export function playNoticeWords(notice: PlayNotice, peer: string): string {
  switch (notice.kind) {
    case 'asked':
      return `${peer} wants to play Puck`
    case 'asking':
      return `Asked ${peer} to play Puck`
    case 'loading':
      return 'Setting up the table…'
    case 'news':
      return newsWords(notice.news, peer)
  }
}

function newsWords(news: 'declined' | 'withdrawn' | 'left' | 'broken', peer: string): string {
  switch (news) {
    case 'declined':
      return `${peer} does not want to play now`
    case 'withdrawn':
      return `${peer} no longer wants to play`
    case 'left':
      return `${peer} left the game`
    case 'broken':
      return 'The game stopped: the two sides no longer agreed'
  }
}

/** The score as it is spoken and shown, one's own first. */
export const scoreWords = ({ mine, theirs }: { mine: number; theirs: number }, peer: string): string =>
  `You ${mine}, ${peer} ${theirs}`

/** The words over the table when a round is over. */
export const wonWords = (winner: 'me' | 'them', peer: string): string => (winner === 'me' ? 'You won' : `${peer} won`)

/** The side that asked for another round; null if neither did. */
export function rematchWords(again: { mine: boolean; theirs: boolean }, peer: string): string | null {
  if (again.mine) return `Waiting for ${peer}…`
  return again.theirs ? `${peer} wants a rematch` : null
}
