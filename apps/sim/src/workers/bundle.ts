import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { lowerSpread } from './lowerSpread.ts'

/** The root of the repository. */
export const ROOT = new URL('../../../../', import.meta.url)
/** Inside the package, so that Node resolves the external imports of a bundle. */
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url))
const PROGRAM = fileURLToPath(new URL('./program.ts', import.meta.url))

/** Lowered sources: the bundles of one process differ in one source at most. */
const cache = new Map<string, string>()

function lowered(source: string): string {
  const code = cache.get(source) ?? lowerSpread(source)
  cache.set(source, code)
  return code
}

/**
 * Makes zod/mini compile its object schemas, as zod itself does. Interpreting them takes a tenth of a run's time. Throws
 * if zod has changed.
 */
function compiled(code: string): string {
  const changed = code.replace('core.$ZodObject.init(', 'core.$ZodObjectJIT.init(')
  if (changed === code) throw new Error('zod/mini makes its object schemas in another way')
  return changed
}

/** A change of one source file before it is bundled. */
export interface Edit {
  /** Path from the root of the repository. */
  file: string
  /** Returns the changed source. Throws if the change does not fit the source. */
  apply(source: string): string
}

/** A worker's program as one file, with the simulation and the product's code in it. */
export interface Bundle {
  readonly url: URL
  /** Removes the file. */
  close(): Promise<void>
}

/**
 * Bundles the program of a worker, with one edit or unchanged. Rejects if the edit does not apply, or if its file is
 * not part of the bundle.
 */
export async function bundleProgram(edit: Edit | null): Promise<Bundle> {
  const edited = edit && fileURLToPath(new URL(edit.file, ROOT))
  let applied = false
  const bundle = await rolldown({
    input: PROGRAM,
    platform: 'node',
    external: ['fast-check'],
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    plugins: [
      {
        name: 'edit',
        load: async (id) => {
          if (!edit || id !== edited) return null
          applied = true
          return edit.apply(await readFile(id, 'utf8'))
        },
        transform: { filter: { id: { include: /\.ts$/, exclude: /node_modules/ } }, handler: lowered },
      },
      {
        name: 'compiled schemas',
        transform: { filter: { id: /zod\/v4\/mini\/schemas\.js$/ }, handler: compiled },
      },
    ],
  })
  await mkdir(DIST, { recursive: true })
  const folder = await mkdtemp(join(DIST, 'bundle-'))
  const close = () => rm(folder, { recursive: true, force: true })
  try {
    const file = join(folder, 'program.mjs')
    await bundle.write({ file, format: 'esm', codeSplitting: false })
    if (edit && !applied) throw new Error(`${edit.file} is no part of the simulation`)
    return { url: pathToFileURL(file), close }
  } catch (error) {
    await close()
    throw error
  } finally {
    await bundle.close()
  }
}
