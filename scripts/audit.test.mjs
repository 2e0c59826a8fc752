import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

const script = fileURLToPath(new URL('audit.mjs', import.meta.url))

/** Runs the audit with an npm that prints this and ends with this code, and without any other. */
function audit(printed, code, env = {}, args = []) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-audit-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'answer'), printed)
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\ncat ${join(folder, 'answer')}\nexit ${code}\n`)
  chmodSync(join(folder, 'npm'), 0o755)
  const path = `${folder}:${dirname(process.execPath)}:/usr/bin:/bin`
  const { status, stdout } = spawnSync(process.execPath, [script, ...args], {
    env: { PATH: path, ...env },
    encoding: 'utf8',
  })
  return { status, stdout }
}

const report = (high, critical) =>
  JSON.stringify({
    vulnerabilities: high + critical > 0 ? { leftpad: { name: 'leftpad', severity: 'high', via: ['CVE'] } } : {},
    metadata: { vulnerabilities: { high, critical } },
  })
const refused = JSON.stringify({
  message: '405 Method Not Allowed - POST https://registry.example/-/npm/v1/security/advisories/bulk',
  error: { summary: '', detail: '' },
})

const silences = [
  ['prints nothing', ''],
  ['is refused by the registry', refused],
  ['cannot reach it', JSON.stringify({ message: 'request to https://registry.example failed, reason: ECONNREFUSED' })],
  ['prints no JSON', 'npm error code E405'],
  ['tells something else', JSON.stringify({ metadata: {} })],
  ['tells null', 'null'],
]

it.each(silences)('T22: a build whose npm %s fails, because nothing was checked', (_what, printed) => {
  for (const env of [{}, { AUDIT_OFFLINE: '' }, { AUDIT_OFFLINE: '0' }]) {
    const { status, stdout } = audit(printed, 1, env)
    expect([status, stdout]).toEqual([1, expect.stringContaining('NOTHING WAS CHECKED')])
  }
})

it.each(silences)(
  'T22: where it is said that this is known, a build whose npm %s passes, and says so',
  (_what, printed) => {
    const { status, stdout } = audit(printed, 1, { AUDIT_OFFLINE: '1' })
    expect([status, stdout]).toEqual([0, expect.stringContaining('NOTHING WAS CHECKED')])
  },
)

it.each([
  [1, 0],
  [0, 1],
  [2, 3],
])(
  'T22: a build with %d high and %d critical holes fails, also where the registry need not answer',
  (high, critical) => {
    for (const env of [{}, { AUDIT_OFFLINE: '1' }]) {
      const { status, stdout } = audit(report(high, critical), 1, env)
      expect([status, stdout]).toEqual([
        1,
        expect.stringContaining(`${high} high, ${critical} critical\n  leftpad (high)`),
      ])
    }
  },
)

it('T22: a build without holes passes, and says that they were looked for', () => {
  expect(audit(report(0, 0), 0)).toEqual({ status: 0, stdout: 'audit: 0 high, 0 critical\n' })
})

it.each([
  ['has no audit', refused, 1],
  ['has one', report(0, 0), 0],
  ['has one, which found holes', report(1, 0), 0],
  ['is not there', '', 0],
  ['cannot be reached', silences[2][1], 0],
])('T22: only a registry that answers and has no audit need not answer; one that %s', (_what, printed, code) => {
  expect(audit(printed, 1, {}, ['--answers'])).toEqual({ status: code, stdout: '' })
})

it('T22: the run of everything audits, and leaves it out only where the registry has no audit', () => {
  const run = readFileSync(fileURLToPath(new URL('../.ci/run', import.meta.url)), 'utf8')
  expect(run).toMatch(/^node scripts\/audit\.mjs --answers \|\| export AUDIT_OFFLINE=1\nnpm run audit$/m)
})
