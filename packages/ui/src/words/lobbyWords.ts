import type { ServerStatus } from '../types/call.ts'

/** Says whether the server is there, to somebody who is about to need it. */
export function serverWords(server: ServerStatus): string {
  switch (server) {
    case 'online':
      return 'Online'
    case 'connecting':
      return 'Connecting…'
    case 'offline':
      return 'Offline, trying again…'
  }
}

/** Says how many wait for a match, to one of them. */
export function waitingWords(queue: number | null): string {
  if (queue === null) return 'One moment…'
  return queue <= 1 ? 'Nobody else is ready yet. You are the first.' : `${queue} people are waiting, you among them.`
}

/** The name on the screen: the ID, or the name a guest chose. */
export const calledWords = (peer: string, name: string | undefined): string =>
  name === undefined ? peer : `${name} (guest)`

/** Where a call link could not be made. */
export const noLinkWords = 'The link could not be made. Try again in a moment.'

/** The advice about a call link that cannot be read. */
export const brokenLinkWords = 'Part of this call link is missing. Copy all of it, or ask for it again.'
