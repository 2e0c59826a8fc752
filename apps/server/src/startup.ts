import { existsSync } from 'node:fs'
import { type Config, ConfigError } from './config.ts'

/**
 * Checks that the folder contains the built web app.
 * @throws ConfigError if it has no index.html
 */
export function checkWebRoot(webRoot: string): void {
  if (existsSync(`${webRoot}/index.html`)) return
  throw new ConfigError(`The web app has not been built (no index.html in ${webRoot}); run "npm run build" first.`)
}

/** Explains in one sentence for the operator why the server does not start. */
export function explainStartFailure(error: unknown, config: Config | null): string {
  if (error instanceof ConfigError) return error.message
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${config?.port} is already in use; stop the other program or set PORT to another number.`
    case 'EACCES':
      return `Port ${config?.port} may not be used by this account; set PORT to a number above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is "${config?.host}", but must be an address of this machine.`
    default:
      return `Parley could not start: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown error'}.`
  }
}
