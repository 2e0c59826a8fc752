import { systemClock } from '@parley/protocol'
import { useRef } from 'react'
import { Brand } from '../shared/Brand.tsx'
import { Button } from '../shared/Button.tsx'
import { useFirstFocus } from '../shared/useFirstFocus.ts'
import type { EndedCall, Media, PersonItem, RecentItem } from '../types/call.ts'
import { wordsLocale } from '../words/timeWords.ts'
import { DialForm } from './DialForm.tsx'
import styles from './HomeScreen.module.css'
import { type Me, MeCard } from './MeCard.tsx'
import { NoticeLine } from './NoticeLine.tsx'
import { OtherWays } from './OtherWays.tsx'
import { PeopleList } from './PeopleList.tsx'
import { RecentList } from './RecentList.tsx'

export type HomeScreenProps = {
  me: Me
  people: readonly PersonItem[]
  /** The number of people online; `people` holds the first of them, or the matches of the query. */
  total: number
  /** True if `people` answers the current query. */
  loaded: boolean
  query: string
  onQuery(text: string): void
  recents: readonly RecentItem[]
  /** How the last call ended. */
  notice: EndedCall | null
  onDismissNotice?: () => void
  /** The initial ID of the dial field, from an invite for instance. */
  dialText?: string
  onCall(id: string, media: Media): void
  /** Opens a call link that was pasted. */
  onOpenLink(link: string): void
  onChangeId(): void
  onSettings(): void
  /** The other ways to meet: a call link, a match, codes. The first returns whether that worked. */
  onLink(): Promise<boolean> | boolean
  onMatch(): void
  onCodes(): void
  /** Shares the invite and returns whether that worked. */
  onShare(): Promise<boolean> | boolean
  clock?: () => number
  locale?: string
}

/** The screen between calls: whom do you want to call? */
export function HomeScreen(props: HomeScreenProps) {
  const { me, recents, notice, dialText = '', onCall, onChangeId, onSettings, onShare } = props
  const { clock = systemClock.wall, locale = wordsLocale(navigator.languages) } = props
  const heading = useRef<HTMLHeadingElement>(null)
  useFirstFocus(heading)
  return (
    <div className={styles.home}>
      <main className={styles.main}>
        <NoticeLine notice={notice} onDismiss={props.onDismissNotice} />
        <h1 ref={heading} tabIndex={-1}>
          Who do you want to call?
        </h1>
        {/* Another invite resets the field. */}
        <DialForm key={dialText} me={me} initial={dialText} onCall={onCall} onOpenLink={props.onOpenLink} />
        <PeopleList
          people={props.people}
          total={props.total}
          loaded={props.loaded}
          query={props.query}
          server={me.server}
          onQuery={props.onQuery}
          onCall={onCall}
          onShare={onShare}
        />
        <OtherWays
          online={me.server === 'online'}
          onLink={props.onLink}
          onMatch={props.onMatch}
          onCodes={props.onCodes}
        />
      </main>
      {/* After main in the document: the question comes first for a keyboard and a screen reader too. */}
      <aside className={styles.side}>
        <Brand />
        <MeCard me={me} onShare={onShare} />
        <RecentList recents={recents} disabled={me.server !== 'online'} clock={clock} locale={locale} onCall={onCall} />
        <div className={styles.foot}>
          <Button size="regular" tone="quiet" onClick={() => onSettings()}>
            Settings
          </Button>
          <Button size="regular" tone="quiet" onClick={() => onChangeId()}>
            Change ID
          </Button>
        </div>
      </aside>
    </div>
  )
}
