import { stripVTControlCharacters } from 'node:util'

/** The lines of a message that are shown: its first say what was wanted, the rest is where. */
const SHOWN_LINES = 12

/** A failed test and its message in a few lines. */
const told = (title, message = '') =>
  [title, ...stripVTControlCharacters(message).split('\n').slice(0, SHOWN_LINES)].join('\n    ')

/** The failed tests of a JSON report of Vitest, and the files that could not be read. */
export function unitFailures({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && failed.length === 0) return [told(name, message)]
    return failed.map(({ fullName, failureMessages }) => told(`${name}: ${fullName}`, failureMessages[0]))
  })
}

/** The failed tests of a JSON report of Playwright. */
export function browserFailures(suites, above = []) {
  return suites.flatMap(({ title, specs, suites: inner = [] }) => {
    const path = [...above, title]
    const failed = specs.filter(({ ok }) => !ok)
    const own = failed.map(({ title: name, tests }) => {
      const error = tests.flatMap(({ results }) => results).find(({ error: found }) => found)?.error
      return told([...path, name].join(' › '), error?.message)
    })
    return [...own, ...browserFailures(inner, path)]
  })
}
