import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { changedSince } from './changedSince.mjs'

let folder = ''
const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@parley.example', '-c', 'commit.gpgsign=false']
const git = (...args) => execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim()
const write = (text) => writeFileSync(join(folder, 'a.txt'), text)
function commit(text) {
  write(text)
  git('add', '.')
  git('commit', '-q', '-m', text)
  return git('rev-parse', 'HEAD')
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-changed-'))
  git('init', '-q', '-b', 'main')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('a clean main is compared with the commit before its last', () => {
  const first = commit('one')
  expect(changedSince(folder).commit).toBeNull()
  commit('two')
  expect(changedSince(folder).commit).toBe(first)
})

it('what is not committed on main, or is not even known to git, is compared with the last commit', () => {
  commit('one')
  const last = commit('two')
  write('three')
  expect(changedSince(folder).commit).toBe(last)
  git('checkout', '-q', 'a.txt')
  writeFileSync(join(folder, 'new.txt'), 'new')
  expect(changedSince(folder).commit).toBe(last)
})

it('a branch is compared with where it left main, also after it took in what main has since', () => {
  const left = commit('one')
  git('checkout', '-q', '-b', 'work')
  commit('mine')
  commit('mine again')
  expect(changedSince(folder).commit).toBe(left)
  write('not committed')
  expect(changedSince(folder).commit).toBe(left)
  git('checkout', '-q', 'a.txt')
  git('checkout', '-q', 'main')
  writeFileSync(join(folder, 'theirs.txt'), 'theirs')
  git('add', '.')
  git('commit', '-q', '-m', 'theirs')
  const theirs = git('rev-parse', 'HEAD')
  git('checkout', '-q', 'work')
  git('merge', '-q', '--no-edit', 'main')
  expect(changedSince(folder).commit).toBe(theirs)
})

it('where main follows another repository, what was not pushed counts', () => {
  const pushed = commit('one')
  git('update-ref', 'refs/remotes/origin/main', pushed)
  commit('two')
  commit('three')
  expect(changedSince(folder).commit).toBe(pushed)
})

it('outside of git there is nothing to compare with', () => {
  rmSync(join(folder, '.git'), { recursive: true })
  expect(changedSince(folder).commit).toBeNull()
})
