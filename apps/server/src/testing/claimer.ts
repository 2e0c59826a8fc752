import { writeSync } from 'node:fs'
import { argv } from 'node:process'
import { openDirectory } from '../directory/openDirectory.ts'

/** How many claims wait for a commit at a time. */
const AT_ONCE = 4

// A program to be killed: it claims IDs in the folder it is given, and says each that was acknowledged.
const [, , dataDir = '', thread = '', name = ''] = argv
const directory = await openDirectory(dataDir, { thread: new URL(thread), lost: () => process.exit(1) })
// The first waits until the threads are there.
await directory.claim(`${name}-first`, `root of ${name}-first`, 0)
writeSync(1, `${name}-first\n`)

async function claim(row: number): Promise<void> {
  for (let number = 0; ; number += 1) {
    const userId = `${name}-${row}-${number}`
    await directory.claim(userId, `root of ${userId}`, number)
    writeSync(1, `${userId}\n`)
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, (_, row) => claim(row)))
