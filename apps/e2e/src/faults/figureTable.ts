import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'
import { FIGURE, type Figure } from './figures.ts'

/** Prints the figures of the fault tests: a row for each, over all its measurements in this run. */
export default class FigureTable implements Reporter {
  readonly #figures: Figure[] = []

  onTestEnd(_test: TestCase, result: TestResult): void {
    for (const { type, description } of result.annotations)
      if (type === FIGURE && description) this.#figures.push(JSON.parse(description))
  }

  onEnd(): void {
    if (this.#figures.length > 0) console.log(`\n${tableOf(this.#figures)}`)
  }

  printsToStdio(): boolean {
    return false
  }
}

/** Formats the figures as a Markdown table, ready for a document. */
function tableOf(figures: readonly Figure[]): string {
  const groups = new Map<string, number[]>()
  for (const { fault, what, value, unit } of figures) {
    const name = `${fault} | ${what} (${unit})`
    groups.set(name, [...(groups.get(name) ?? []), value])
  }
  const rows = [...groups].map(([name, values]) => {
    const sorted = values.toSorted((one, other) => one - other)
    const median = ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2
    return `| ${name} | ${median.toFixed(1)} | ${(sorted.at(-1) ?? 0).toFixed(1)} | ${sorted.length} |`
  })
  return ['| fault | measured | median | worst | times |', '| --- | --- | --- | --- | --- |', ...rows].join('\n')
}
