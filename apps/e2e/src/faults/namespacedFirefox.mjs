// Runs Firefox in a network namespace, and lets a test outside of it reach Firefox's WebDriver BiDi port: sockets of the
// file system are the same in all namespaces.
// node namespacedFirefox.mjs NAMESPACE PROGRAM [ARGUMENTS…]
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [namespace, program, ...args] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'parley-bidi-'))
const path = join(folder, 'socket')
const inside = (...command) =>
  spawn('ip', ['netns', 'exec', namespace, ...command], { stdio: ['ignore', 'pipe', 'pipe'] })

/** Joins two streams until either ends. */
const pipe = (one, other) => {
  one.pipe(other).pipe(one)
  one.on('error', () => other.destroy())
  other.on('error', () => one.destroy())
}

const firefox = inside(program, ...args)
let door = null
const end = () => {
  firefox.kill()
  door?.kill()
  rmSync(folder, { recursive: true, force: true })
}
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end)
firefox.stdout.pipe(process.stdout)
firefox.once('exit', (code) => {
  end()
  process.exit(code ?? 0)
})

let told = ''
firefox.stderr.on('data', (chunk) => {
  told += chunk
  const port = /BiDi listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(told)?.[1]
  if (!port || door) {
    if (door) process.stderr.write(chunk)
    return
  }
  const script = `const net = require('node:net'); net.createServer((one) => { const other = net.connect(${port}, '127.0.0.1'); one.pipe(other).pipe(one); one.on('error', () => other.destroy()); other.on('error', () => one.destroy()) }).listen(${JSON.stringify(path)}, () => console.log('open'))`
  door = inside(process.execPath, '-e', script)
  door.stdout.once('data', () => {
    createServer((one) => pipe(one, connect(path))).listen(Number(port), '127.0.0.1', () => process.stderr.write(told))
  })
})
