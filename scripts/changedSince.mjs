import { execFileSync } from 'node:child_process'

/** What git answers, or null if it refuses. */
function git(cwd, ...args) {
  try {
    return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}

/**
 * The commit since which the work in hand counts as changed, and the words for it: where this branch left the one it goes
 * to, or the last commit if there is nothing else. `commit` is null outside of a git repository with a commit.
 */
export function changedSince(cwd = process.cwd()) {
  const head = git(cwd, 'rev-parse', 'HEAD')
  if (!head) return { commit: null, words: 'there is no git history: everything' }
  const targets = ['@{upstream}', 'origin/HEAD', 'origin/main', 'main']
  const target = targets.find((name) => git(cwd, 'rev-parse', '--verify', '--quiet', name))
  const fork = target && git(cwd, 'merge-base', 'HEAD', target)
  if (fork && fork !== head) return { commit: fork, words: `since this branch left ${target}` }
  if (git(cwd, 'status', '--porcelain')) return { commit: head, words: 'what is not committed' }
  const parent = git(cwd, 'rev-parse', '--verify', '--quiet', 'HEAD~1')
  if (parent) return { commit: parent, words: 'the last commit' }
  return { commit: null, words: 'the first commit: everything' }
}
