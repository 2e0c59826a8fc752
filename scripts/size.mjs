// `npm run size`: the JavaScript the home screen needs, gzipped, against its budget. Reads Vite's manifest: the entry and
// all it imports statically; what is imported on demand comes later and does not count.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGET_KB = 142
const dist = new URL('../apps/web/dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))

const home = new Set()
const visit = (key) => {
  if (home.has(key)) return
  home.add(key)
  for (const imported of manifest[key].imports ?? []) visit(imported)
}
for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) visit(key)

const sizeOf = (key) => gzipSync(readFileSync(new URL(manifest[key].file, dist)), { level: 9 }).length / 1000
const kb = (size) => `${size.toFixed(1)} kB`
const scripts = Object.keys(manifest).filter((key) => manifest[key].file.endsWith('.js'))
for (const key of scripts)
  console.log(`${home.has(key) ? 'home ' : 'later'} ${kb(sizeOf(key)).padStart(9)}  ${manifest[key].file}`)
const total = [...home].reduce((sum, key) => sum + sizeOf(key), 0)
console.log(`The home screen needs ${kb(total)} of JavaScript, gzipped; at most ${BUDGET_KB} kB.`)
if (total > BUDGET_KB) process.exit(1)
