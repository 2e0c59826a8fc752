import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { lowerSpread } from './lowerSpread.ts'

/** The root of the repository. */
export const ROOT = new URL('../../../../', import.meta.url)
/** Inside the package, so that what stays outside of a bundle is found from there. */
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url))
const PROGRAM = fileURLToPath(new URL('./program.ts', import.meta.url))

/** The sources of this process's bundles, most of which are the same in all of them. */
const cache = new Map<string, string>()

function lowered(source: string): string {
  const code = cache.get(source) ?? lowerSpread(source)
  cache.set(source, code)
  return code
}

/** Lets zod/mini compile its object schemas, as zod does where a page's policy does not forbid it: a tenth of a run's time. */
const compiled = (code: string): string => code.replace('core.$ZodObject.init(', 'core.$ZodObjectJIT.init(')

/** A change of one source file, before it is bundled. */
export interface Edit {
  /** From the root of the repository. */
  file: string
  /** Returns the changed source. Throws if it cannot be changed so. */
  apply(source: string): string
}

/** The program of a worker as one file, with the simulation and all that ships in it. */
export interface Bundle {
  readonly url: URL
  /** Removes the file. */
  close(): Promise<void>
}

/**
 * Bundles the program of a worker, with one edit or as it is. Rejects if the edit does not apply, or if its file is no
 * part of the simulation.
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
