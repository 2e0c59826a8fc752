import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'

/** The quantile of the values: the measured value that this share of all is below. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN

/** The median; for an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2
}

/** Rounds to this many decimal places. */
export const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits))

/** Formats a table as text: the first column aligned left, all others right. */
export function tableOf(rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map(String))
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Prints lines. */
export const print = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`)

/** Writes a result to `apps/bench/results/<name>.json`, with the time, the cores and the load of the machine. */
export function keepResult(name: string, result: object): void {
  const out = new URL(`../../results/${name}.json`, import.meta.url)
  const machine = { at: new Date().toISOString(), cores: cpus().length, load: rounded(loadavg()[0] ?? 0) }
  mkdirSync(new URL('.', out), { recursive: true })
  writeFileSync(out, `${JSON.stringify({ ...machine, ...result }, null, 2)}\n`)
}
