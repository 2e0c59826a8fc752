import { Search } from 'lucide-react'
import { useId, useState } from 'react'
import type { Media, PersonItem, ServerStatus } from '../types/call.ts'
import { PeopleEmpty } from './PeopleEmpty.tsx'
import styles from './PeopleList.module.css'
import { PersonRow } from './PersonRow.tsx'

export type PeopleListProps = {
  people: readonly PersonItem[]
  /** How many are online in all, of whom `people` may be a part. */
  total: number
  /** Whether `people` answers the query as it is now. */
  loaded: boolean
  query: string
  server: ServerStatus
  onQuery(text: string): void
  onCall(id: string, media: Media): void
  onShare(): Promise<boolean> | boolean
}

/** With so many online, looking for one beats reading them all. */
const searchFrom = 8

/** No ID is longer. */
const longestQuery = 32

/** Who can be called now; searching is the owner's job, this list shows what it is given. */
export function PeopleList({ people, total, loaded, query, server, onQuery, onCall, onShare }: PeopleListProps) {
  const headingId = useId()
  // Once there the field stays: it must not vanish under the fingers that empty it.
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
