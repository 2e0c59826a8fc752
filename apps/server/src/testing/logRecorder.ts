import { type Logger, pino } from 'pino'

type Line = Record<string, unknown>

/** A log for tests. */
export interface LogRecorder {
  log: Logger
  /** All log lines as text. */
  text(): string
  /** Resolves when a line with these values is logged, counting from the last one waited for. */
  logged(values: Line): Promise<void>
}

/** Creates a log that a test can read and wait for. */
export function createLogRecorder(): LogRecorder {
  const lines: string[] = []
  const waiting = new Set<() => void>()
  let read = 0

  function find(values: Line): boolean {
    const at = lines.findIndex((line, index) => {
      if (index < read) return false
      const parsed: Line = JSON.parse(line)
      return Object.entries(values).every(([key, value]) => parsed[key] === value)
    })
    if (at >= 0) read = at + 1
    return at >= 0
  }

  return {
    log: pino(
      { level: 'debug' },
      {
        write: (line: string) => {
          lines.push(line)
          for (const check of waiting) check()
        },
      },
    ),
    text: () => lines.join(''),
    logged: (values) =>
      new Promise((resolve) => {
        const check = () => {
          if (!find(values)) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
  }
}
