import { Search } from 'lucide-react'
import { useId, useState } from 'react'
import type { Media, PersonItem, ServerStatus } from '../types/call.ts'
import { PeopleEmpty } from './PeopleEmpty.tsx'
import styles from './PeopleList.module.css'
import { PersonRow } from './PersonRow.tsx'

export type PeopleListProps = {
  people: readonly PersonItem[]
  /** The number of people online; `people` may be a part of them. */
  total: number
  /** True if `people` answers the current query. */
  loaded: boolean
  query: string
  server: ServerStatus
  onQuery(text: string): void
  onCall(id: string, media: Media): void
  onShare(): Promise<boolean> | boolean
}

/** From this many people on, the list has a search field. */
const searchFrom = 8

/** The length of the longest ID. */
const longestQuery = 32

/** The people who can be called now. Its owner searches; the list shows what it gets. */
export function PeopleList({ people, total, loaded, query, server, onQuery, onCall, onShare }: PeopleListProps) {
  const headingId = useId()
  // Once there, the field stays: it must not vanish while somebody empties it.
  const [searchable, setSearchable] = useState(false)
  if (!searchable && (total > searchFrom || query !== '')) setSearchable(true)
  const hidden = query === '' ? total - people.length : 0
  return (
    <section className={styles.people}>
      <header className={styles.head}>
        <h2 id={headingId}>People online</h2>
        {total > 0 && <span>{total}</span>}
      </header>
      {searchable && (
        <div className={styles.search}>
          <Search />
          <input
            type="search"
            aria-label="Search people"
            placeholder="Search people"
            value={query}
            maxLength={longestQuery}
            onChange={(event) => onQuery(event.target.value)}
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
          />
        </div>
      )}
      <ul className={styles.list} aria-labelledby={headingId}>
        {people.map((person) => (
          <PersonRow key={person.userId} person={person} disabled={server !== 'online'} onCall={onCall} />
        ))}
      </ul>
      {people.length === 0 && <PeopleEmpty loaded={loaded} query={query} server={server} onShare={onShare} />}
      {hidden > 0 && <p className={styles.more}>and {hidden} more: search to find them</p>}
    </section>
  )
}
