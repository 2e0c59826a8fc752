// What Stryker's workers run: the tests under some paths, of the copy in which the mistakes are planted.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import workspace from '../vitest.workspace.ts'

const root = join(import.meta.dirname, '..')
const tested = (process.env.MUTANTS_TESTED ?? 'packages').split(',')

/** Workspace packages are linked in `node_modules`, which is not copied: by their names one would come to the originals. */
const alias = ['apps', 'packages']
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)))
  // What is not copied may leave an empty folder.
  .filter((path) => existsSync(join(path, 'package.json')))
  .flatMap((path) => {
    const { name, exports = {} } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
    return Object.entries(exports).map(([subpath, file]) => ({
      find: new RegExp(`^${name}${subpath.slice(1).replace('.', '\\.')}$`),
      replacement: join(path, file),
    }))
  })

/** A glob of the workspace's as an expression; it has no others than these. */
const matcher = (glob) =>
  new RegExp(
    `^${glob
      .replaceAll('.', '\\.')
      .replace(/\{([^}]*)\}/g, (_, names) => `(${names.replaceAll(',', '|')})`)
      .replaceAll('**/', '(.+/)?')
      .replaceAll('*', '[^/]*')}$`,
  )

const files = tested.flatMap((path) =>
  readdirSync(join(root, path), { recursive: true }).map((name) => `${path}/${name}`.replaceAll('\\', '/')),
)
/** A test that waits in vain has noticed a mistake. One worker takes all files in turn: beginning anew takes longer than they do. */
const quick = { testTimeout: 8_000, isolate: false }
const projects = workspace.test.projects.flatMap((project) => {
  const include = project.test.include.map(matcher)
  const own = files.filter((file) => include.some((glob) => glob.test(file)))
  return own.length > 0 ? [{ resolve: { alias }, test: { ...project.test, ...quick, include: own } }] : []
})

export default defineConfig({ root, test: { projects } })
