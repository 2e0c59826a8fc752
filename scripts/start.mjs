// `npm start`: builds what has changed, then serves app and signalling from this very process.
import { turbo } from './turbo.mjs'

const status = turbo('run', 'build', '--output-logs=errors-only', '--log-prefix=none')
if (status !== 0) {
  console.error('Parley could not be built; the lines above say why.')
  process.exit(1)
}

// npm hands a signal to the shell it runs this script in, and not every shell hands it on: a shell that is gone means
// that `npm start` was told to stop.
const shell = process.ppid
if (process.env.npm_lifecycle_event === 'start') {
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 250).unref()
}

await import('../apps/server/dist/main.js')
