// Runs turbo without its telemetry: `node scripts/turbo.mjs run build`.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const turboPackage = createRequire(import.meta.url).resolve('turbo/package.json')

/** Runs turbo in the foreground; returns its exit code. */
export function turbo(...args) {
  const { status } = spawnSync(process.execPath, [join(dirname(turboPackage), 'bin', 'turbo'), ...args], {
    stdio: 'inherit',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  })
  return status ?? 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(turbo(...process.argv.slice(2)))
