import { spawnSync } from 'node:child_process'

// Kills a server's directory at 1,000 random moments, or as often as asked for: `npm run kills -- 100`.
const [kills = '1000'] = process.argv.slice(2)
const { status } = spawnSync(
  'npx',
  ['vitest', 'run', '--config', 'vitest.workspace.ts', 'apps/server/src/directory/kills.test.ts'],
  { stdio: 'inherit', env: { ...process.env, KILLS: kills } },
)
process.exitCode = status ?? 1
