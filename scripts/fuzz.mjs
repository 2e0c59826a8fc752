import { spawnSync } from 'node:child_process'

// A million messages to the server and a million over data channels, or as many as asked for:
// `npm run fuzz -- 50000 7` sends 50,000 of each with seed 7.
const [messages = '1000000', seed = '1'] = process.argv.slice(2)
const { status } = spawnSync(
  'npx',
  ['vitest', 'run', '--config', 'vitest.workspace.ts', 'apps/server/src/fuzz/fuzz', 'packages/client/src/fuzz/fuzz'],
  { stdio: 'inherit', env: { ...process.env, FUZZ_MESSAGES: messages, FUZZ_SEED: seed } },
)
process.exitCode = status ?? 1
