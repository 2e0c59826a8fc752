import { type Kysely, type Migration, Migrator } from 'kysely'
import { ConfigError } from '../config.ts'
import type { Tables } from './tables.ts'

/** All migrations; they run in the order of their names. A released one is never changed. */
const migrations: Record<string, Migration> = {
  '0001 ids, keys and missed calls': {
    up: async (database) => {
      await database.schema
        .createTable('ids')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('root', 'text', (column) => column.notNull())
        .addColumn('revocations', 'text')
        .addColumn('created_at', 'integer', (column) => column.notNull())
        .addColumn('seen_at', 'integer', (column) => column.notNull())
        .execute()
      await database.schema
        .createTable('keys')
        .addColumn('id', 'text', (column) => column.notNull().references('ids.key'))
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('certificates', 'text', (column) => column.notNull())
        .addColumn('added_at', 'integer', (column) => column.notNull())
        .addColumn('seen_at', 'integer')
        .addColumn('revoked', 'integer', (column) => column.notNull().defaultTo(0))
        .addPrimaryKeyConstraint('keys_primary_key', ['id', 'key'])
        .execute()
      await database.schema
        .createTable('missed_calls')
        .addColumn('id', 'text', (column) => column.notNull().references('ids.key'))
        .addColumn('call_id', 'text', (column) => column.notNull())
        .addColumn('caller', 'text', (column) => column.notNull())
        .addColumn('media', 'text', (column) => column.notNull())
        .addColumn('at', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('missed_calls_primary_key', ['id', 'call_id'])
        .execute()
      await database.schema.createIndex('missed_calls_by_time').on('missed_calls').columns(['id', 'at']).execute()
    },
  },
  '0002 the secret': {
    up: async (database) => {
      await database.schema
        .createTable('secrets')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('secret', 'text', (column) => column.notNull())
        .execute()
    },
  },
  '0003 call links': {
    up: async (database) => {
      await database.schema
        .createTable('call_links')
        .addColumn('hash', 'text', (column) => column.primaryKey())
        .addColumn('created_at', 'integer', (column) => column.notNull())
        .addColumn('used_at', 'integer', (column) => column.notNull())
        .execute()
      await database.schema.createIndex('call_links_by_use').on('call_links').column('used_at').execute()
    },
  },
  '0004 the directory itself, and which IDs were in a call': {
    up: async (database) => {
      await database.schema
        .createTable('directory')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('identity', 'text', (column) => column.notNull())
        .addColumn('acknowledged', 'integer', (column) => column.notNull())
        .execute()
      // Of IDs that were there before nobody knows, so they count as such.
      await database.schema
        .alterTable('ids')
        .addColumn('answered', 'integer', (column) => column.notNull().defaultTo(1))
        .execute()
      await database.schema
        .createTable('missed_by_nobody')
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('call_id', 'text', (column) => column.notNull())
        .addColumn('caller', 'text', (column) => column.notNull())
        .addColumn('media', 'text', (column) => column.notNull())
        .addColumn('at', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('missed_by_nobody_primary_key', ['id', 'call_id'])
        .execute()
      await database.schema
        .createIndex('missed_by_nobody_by_time')
        .on('missed_by_nobody')
        .columns(['id', 'at'])
        .execute()
    },
  },
}

/**
 * Migrates the tables to this version; changes nothing if one step fails.
 * @throws ConfigError if a newer version has migrated them
 */
export async function migrate(database: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  // Kysely has no error class for this; only the message tells.
  if (error instanceof Error && /previously executed migration .* is missing/.test(error.message)) {
    throw new ConfigError(
      'The data in DATA_DIR is from a newer version of Parley; start that version, or set DATA_DIR to an empty folder.',
      { cause: error },
    )
  }
  if (error !== undefined) throw error
}
