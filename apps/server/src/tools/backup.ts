import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '../config.ts'
import { backUp, restore } from '../database/backup.ts'
import { runTool } from './runTool.ts'

const USAGE =
  'Use "npm run backup -- <file>" to back up, while Parley runs or not, and "npm run backup -- --restore <file>" to bring a backup back.'

const people = (ids: number): string => (ids === 1 ? '1 ID' : `${ids} IDs`)
const day = (time: number | null): string => (time === null ? '' : `, the newest of ${new Date(time).toISOString()}`)

await runTool(async () => {
  const { values, positionals } = parseArgs({ options: { restore: { type: 'boolean' } }, allowPositionals: true })
  const [given, ...more] = positionals
  if (!given || more.length > 0) throw new ConfigError(USAGE)
  const { dataDir } = readConfig(process.env)
  // npm runs scripts in the folder of its package.json.
  const file = resolve(process.env.INIT_CWD ?? '.', given)
  if (!values.restore) {
    const { ids, newest } = backUp(dataDir, file)
    return `Backed up ${people(ids)}${day(newest)} to ${file}.`
  }
  const { ids, newest, before } = restore(dataDir, file)
  const kept = before === null ? '' : ` The directory of before is kept as ${before}.`
  return `Restored ${people(ids)}${day(newest)} from ${file}.${kept}`
})
