/** The subject of the tab: nothing in particular, or a call with somebody. */
export type PageSubject = { screen: 'home' | 'waiting' } | { screen: 'outgoing' | 'incoming' | 'inCall'; peer: string }

/** The title of the browser's tab, the important word first because tabs are narrow. */
export function pageTitle(subject: PageSubject): string {
  switch (subject.screen) {
    case 'home':
      return 'Parley'
    case 'waiting':
      return 'Waiting · Parley'
    case 'outgoing':
      return `Calling ${subject.peer} · Parley`
    case 'incoming':
      return `${subject.peer} is calling · Parley`
    case 'inCall':
      return `${subject.peer} · Parley`
  }
}
