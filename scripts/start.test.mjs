import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url)
/** Resolves to the text once it has been printed. */
function printed(child, pattern) {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk) => {
      output += chunk
      if (pattern.test(output)) resolve(output)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`ended with ${code}:\n${output}`)))
  })
}

test('a signal to `npm start` closes the server, whatever the shell between them does', async () => {
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, PORT: '0', DATA_DIR: ':memory:', HOST: '127.0.0.1' },
    stdio: 'pipe',
  })
  const [, url] = /running at (\S+)/.exec(await printed(npm, /running at \S+/)) ?? []
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  npm.kill('SIGTERM')
  await expect
    .poll(
      () =>
        fetch(`${url}/healthz`).then(
          () => 'open',
          () => 'closed',
        ),
      { timeout: 5_000 },
    )
    .toBe('closed')
}, 180_000)
