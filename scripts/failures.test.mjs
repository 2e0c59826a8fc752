import { expect, it } from 'vitest'
import { browserFailures, unitFailures } from './failures.mjs'

it('tells which unit tests failed and why, and which files could not be read', () => {
  const report = {
    testResults: [
      {
        name: 'a.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          { status: 'passed', fullName: 'one', failureMessages: [] },
          { status: 'failed', fullName: 'two', failureMessages: ['\u001b[31mexpected 1\u001b[39m\nto be 2'] },
        ],
      },
      { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      { name: 'c.test.ts', status: 'passed', message: '', assertionResults: [{ status: 'passed', fullName: 'three' }] },
    ],
  }
  expect(unitFailures(report)).toEqual(['a.test.ts: two\n    expected 1\n    to be 2', 'b.test.ts\n    no such module'])
})

it('tells which browser tests failed and why, however deep they stand', () => {
  const failed = { ok: false, title: 'rings', tests: [{ results: [{ error: { message: 'timed out' } }] }] }
  const suites = [
    {
      title: 'call.spec.ts',
      specs: [{ ok: true, title: 'is placed', tests: [] }],
      suites: [{ title: 'a call', specs: [failed] }],
    },
  ]
  expect(browserFailures(suites)).toEqual(['call.spec.ts › a call › rings\n    timed out'])
})
