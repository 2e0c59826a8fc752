import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
const named = (folder) => readdirSync(join(root, folder)).filter((name) => !name.startsWith('.'))
const workspaces = ['packages', 'apps'].flatMap((folder) =>
  named(folder).flatMap((name) => (existsSync(join(root, folder, name, 'package.json')) ? `${folder}/${name}` : [])),
)
const pages = [
  ...named('.').filter((name) => name.endsWith('.md')),
  ...named('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
  ...workspaces.map((workspace) => `${workspace}/README.md`),
]
const textOf = (page) => readFileSync(join(root, page), 'utf8')
const withoutFences = (text) => text.replace(/^```[\s\S]*?^```$/gm, '')

/** The source files of the repository, but this one. */
const sources = ['apps', 'packages', 'scripts']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((path) => join(folder, path)))
  .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !/node_modules|[\\/]dist[\\/]|docs\.test\.mjs$/.test(path))
const sourceNames = new Set([...named('.'), ...sources.map((path) => basename(path))])
const { scripts } = JSON.parse(textOf('package.json'))
const words = new Set(sources.flatMap((path) => textOf(path).match(/\w+/g) ?? []))

/** A heading's address, as GitHub makes it. */
const slug = (heading) =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-')
const headingsOf = (page) =>
  [...withoutFences(textOf(page)).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading))

/** A sentence that begins behind another on the same line. Abbreviations with a point are not used. */
const SECOND_SENTENCE = /[\p{Ll}\p{N}`)"*”][.!?][)"*”]* +["“(*`[]*\p{Lu}/u

/** A path of the repository as the text has it, to a file or folder; not to what a measurement writes. */
const PATH = /`((?:apps|packages|scripts|docs)\/(?!bench\/results)[\w./-]+)`/g

describe.each(pages)('%s', (page) => {
  const text = textOf(page)

  it('has one sentence a line', () => {
    const prose = withoutFences(text)
      .split('\n')
      .filter((line) => !line.startsWith('|'))
      .map((line) => line.replace(/^\s*(?:[-*]|\d+\.) /, ''))
      // What stands in code or in quotation marks is somebody else's sentence.
      .map((line) => line.replace(/`[^`]*`/g, '`x`').replace(/"[^"]*"/g, '"x"'))
    expect(prose.filter((line) => SECOND_SENTENCE.test(line))).toEqual([])
  })

  it('leads to files and headings that exist', () => {
    for (const [, target] of withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue
      const [path, heading] = target.split('#')
      const file = path ? relative(root, join(root, dirname(page), path)) : page
      expect(existsSync(join(root, file)), target).toBe(true)
      if (heading) expect(headingsOf(file), target).toContain(heading)
    }
  })

  it('names paths, files and commands that exist', () => {
    const paths = [...text.matchAll(PATH)].map(([, path]) => path)
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
    const files = [...text.matchAll(/`([\w.]+\.(?:ts|tsx|mjs))`/g)].map(([, file]) => file)
    expect(files.filter((file) => !sourceNames.has(file))).toEqual([])
    const commands = [...text.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, command]) => command)
    expect(commands.filter((command) => !(command in scripts))).toEqual([])
  })

  it('names what the code has', () => {
    // Decisions name what was rejected, too.
    if (page === 'docs/decisions.md') return
    const names = [...text.matchAll(/`([A-Za-z]+[a-z][A-Z]\w*)`/g)].map(([, name]) => name)
    expect(names.filter((name) => !words.has(name))).toEqual([])
  })
})

describe('docs/architecture.md', () => {
  const page = textOf('docs/architecture.md')

  const [, chart] = /```mermaid\nflowchart TD\n([\s\S]*?)```/.exec(page)
  const drawn = {}
  for (const line of chart.trim().split('\n')) {
    const [from, to] = line.split('-->').map((side) => side.split('&').map((name) => name.trim()))
    for (const name of from) drawn[name] = [...(drawn[name] ?? []), ...to]
  }

  it('draws the imports that turbo.json allows', () => {
    const behind = (name, seen = new Set()) => {
      for (const next of drawn[name] ?? []) if (!seen.has(next)) behind(next, seen.add(next))
      return seen
    }
    const { tags } = JSON.parse(textOf('turbo.json')).boundaries
    for (const [name, { dependencies }] of Object.entries(tags)) {
      // Every package may import `protocol`, and the page says so once.
      const allowed = dependencies.allow.filter((other) => other !== 'protocol')
      const reached = [...behind(name)].filter((other) => other !== 'protocol')
      expect(reached.sort(), name).toEqual(allowed.sort())
    }
    expect(Object.keys(tags).filter((name) => !new RegExp(`\\b${name}\\b`).test(chart))).toEqual([])
  })

  it('draws every import that a package declares', () => {
    for (const workspace of workspaces) {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(textOf(`${workspace}/package.json`))
      const declared = Object.keys({ ...dependencies, ...devDependencies })
        .flatMap((other) => (other.startsWith('@parley/') ? [other.slice('@parley/'.length)] : []))
        .filter((other) => other !== 'protocol')
      expect(drawn[basename(workspace)] ?? [], workspace).toEqual(expect.arrayContaining(declared))
    }
  })

  it('explains at most forty words, each with a place that exists', () => {
    const glossary = page.slice(page.indexOf('## Glossary')).split('\n').slice(1)
    const lines = glossary.filter((line) => line !== '')
    expect(lines.length).toBeLessThanOrEqual(40)
    for (const line of lines) {
      const places = [...line.slice(line.lastIndexOf('(')).matchAll(/`([^`]+)`/g)].map(([, place]) => place)
      expect(places.length, line).toBeGreaterThan(0)
      for (const place of places) {
        const [first, ...rest] = place.split('/')
        const found = ['packages', 'apps'].some((folder) => existsSync(join(root, folder, first, 'src', ...rest)))
        expect(found, line).toBe(true)
      }
    }
  })
})

it('the example of docs/channels.md is the code that its test runs', () => {
  const [, example] = /```ts\n(import [\s\S]*?)```/.exec(textOf('docs/channels.md'))
  const test = textOf('packages/webrtc/src/channels/example.test.ts')
  const [, run] = /the example of docs\/channels\.md\.\n([\s\S]*?)\/\/ To here\./.exec(test)
  expect(
    example
      .replace(/^import .*\n/, '')
      .replace('export ', '')
      .trim(),
  ).toBe(run.trim())
})
