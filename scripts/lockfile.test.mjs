import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'))
const lock = read('package-lock.json').packages
const ours = Object.keys(lock).filter((path) => !path.includes('node_modules/'))
const theirs = Object.entries(lock).filter(([path, { link }]) => path.includes('node_modules/') && !link)

/** Version numbers as numbers, for comparing. */
const parts = (version) => version.split('.').map(Number)
const atLeast = (version, least) => {
  const [a, b] = [parts(version), parts(least)]
  const at = a.findIndex((part, index) => part !== b[index])
  return at < 0 || a[at] > b[at]
}

it.each([
  ['socket.io-parser', '4.2.6'],
  ['engine.io', '6.6.9'],
  ['ws', '8.21.0'],
  ['socket.io', '4.8.3'],
])('T12: %s is locked at a version without its known holes (%s or newer)', (name, least) => {
  const copies = theirs.filter(([path]) => path.endsWith(`node_modules/${name}`))
  expect(copies.length).toBeGreaterThan(0)
  for (const [path, { version }] of copies) expect(atLeast(version, least), `${path} ${version}`).toBe(true)
})

it('T22: every package comes from the registry, with the hash of what was looked at', () => {
  for (const [path, { resolved, integrity }] of theirs) {
    // Not named: from whatever registry npm is set up with, which the hash makes no matter of trust.
    if (resolved) expect(resolved, path).toMatch(/^https:\/\/registry\.npmjs\.org\//)
    expect(integrity, path).toMatch(/^sha512-/)
  }
})

it('T22: every dependency is named in exactly one version', () => {
  for (const path of ours) {
    const { dependencies, devDependencies } = read(path ? `${path}/package.json` : 'package.json')
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(version, `${name} in ${path || 'the root'}`).toMatch(/^\d+\.\d+\.\d+$/)
    }
  }
})
