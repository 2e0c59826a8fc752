import { LockKeyhole, X } from 'lucide-react'
import { Avatar } from '../shared/Avatar.tsx'
import { IconButton } from '../shared/IconButton.tsx'
import type { ContactItem } from '../types/settings.ts'
import { AddContact } from './AddContact.tsx'
import styles from './Section.module.css'
import { Section } from './Section.tsx'

export type ContactsSectionProps = {
  /** The own ID. */
  userId: string
  contacts: readonly ContactItem[]
  onAdd(userId: string): void
  onRemove(userId: string): void
}

/** The people who may ring when only contacts may. */
export function ContactsSection({ userId, contacts, onAdd, onRemove }: ContactsSectionProps) {
  return (
    <Section title="Contacts" count={contacts.length}>
      <p className={styles.hint}>Whoever you talk with becomes a contact by itself: an answered call is enough.</p>
      {contacts.length > 0 && (
        <ul className={styles.sheet} aria-label="Contacts">
          {contacts.map((contact) => (
            <li key={contact.userId} className={styles.row}>
              <Avatar userId={contact.userId} />
              <div className={styles.text}>
                <p className={styles.name}>{contact.userId}</p>
                {contact.verified && (
                  <p className={styles.sub} data-tone="good">
                    <LockKeyhole />
                    Verified
                  </p>
                )}
              </div>
              <IconButton
                icon={X}
                label={`Remove ${contact.userId} from contacts`}
                onClick={() => onRemove(contact.userId)}
              />
            </li>
          ))}
        </ul>
      )}
      <AddContact userId={userId} contacts={contacts} onAdd={onAdd} />
    </Section>
  )
}
