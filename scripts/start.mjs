// `npm start`: builds what has changed, then serves app and signalling from this very process, so that a signal
// sent to `npm start` reaches the server.
import { turbo } from './turbo.mjs'

const status = turbo('run', 'build', '--output-logs=errors-only', '--log-prefix=none')
if (status !== 0) {
  console.error('Parley could not be built; the lines above say why.')
  process.exit(1)
}
await import('../apps/server/dist/main.js')
