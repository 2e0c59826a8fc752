import { ConfigError } from '../config.ts'

/** Runs a command of the operator: prints what it returns, or what keeps it from running, in one sentence. */
export async function runTool(run: () => Promise<string>): Promise<void> {
  try {
    process.stdout.write(`${await run()}\n`)
  } catch (error) {
    const isArgument = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    if (!(error instanceof ConfigError) && !isArgument) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
