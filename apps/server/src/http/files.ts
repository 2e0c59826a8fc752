import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Request, Response } from 'express'

/** The kinds of files that compression makes smaller. */
const texts = new Set(['.js', '.css', '.svg', '.html', '.json', '.webmanifest', '.txt'])

/** In order of preference: the one with the smaller results first. */
const encodings = ['br', 'gzip'] as const
type Encoding = (typeof encodings)[number]

const toGzip = promisify(gzip)
const toBrotli = promisify(brotliCompress)

/** Compresses nearly as well as the highest quality, 11, in a tenth of the time. */
const BROTLI_QUALITY = 9

const compress: Record<Encoding, (text: Buffer) => Promise<Buffer>> = {
  br: (text) => toBrotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (text) => toGzip(text, { level: 9 }),
}

/** One file in memory. */
interface KeptFile {
  readonly type: string
  readonly body: Buffer
  /** Changes with the content (RFC 9110 §8.8.3), without the quotation marks. */
  readonly tag: string
  readonly isText: boolean
  /** The compressed contents; each is made at its first request. */
  readonly compressed: Map<Encoding, Promise<Buffer>>
}

/** The files of a folder, as they were when it was read. */
export interface Files {
  /** True if there is a file at this path, which begins with a slash. */
  has(path: string): boolean
  /**
   * Answers with the file at this path: compressed by content negotiation (RFC 9110 §12.5.3), or with 304 if the client
   * has it already (RFC 9110 §13.1.2).
   *
   * @param cacheControl the `Cache-Control` header of the response
   */
  send(path: string, cacheControl: string, request: Request, response: Response): Promise<void>
}

function keep(file: string): KeptFile {
  const body = readFileSync(file)
  const type = extname(file)
  const tag = createHash('sha256').update(body).digest('base64url').slice(0, 22)
  return { type, body, tag, isText: texts.has(type), compressed: new Map() }
}

function bodyOf(file: KeptFile, encoding: Encoding): Promise<Buffer> {
  const known = file.compressed.get(encoding)
  if (known !== undefined) return known
  const made = compress[encoding](file.body)
  file.compressed.set(encoding, made)
  return made
}

/**
 * Reads all files of a folder into memory, so that serving them costs neither disk nor hashing. Leaves out hidden files.
 * @throws Error if the folder cannot be read
 */
export function readFiles(folder: string): Files {
  const files = new Map<string, KeptFile>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name)
    const isHidden = name.split(sep).some((part) => part.startsWith('.'))
    if (!isHidden && statSync(file).isFile()) files.set(`/${relative(folder, file).replaceAll(sep, '/')}`, keep(file))
  }

  return {
    has: (path) => files.has(path),
    send: async (path, cacheControl, request, response) => {
      const file = files.get(path)
      if (!file) throw new Error(`There is no file at ${path}`)
      // Tested one by one in our order, because browsers list gzip before br with equal weight.
      const encoding = file.isText ? encodings.find((each) => request.acceptsEncodings(each)) : undefined
      if (file.isText) response.vary('Accept-Encoding')
      if (encoding) response.set('Content-Encoding', encoding)
      response.set('ETag', `"${file.tag}${encoding ? `-${encoding}` : ''}"`)
      response.set('Cache-Control', cacheControl).type(file.type)
      response.send(encoding ? await bodyOf(file, encoding) : file.body)
    },
  }
}
