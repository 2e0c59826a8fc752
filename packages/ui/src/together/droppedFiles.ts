/** A drop, as files. */
export type Dropped = {
  files: readonly File[]
  /** The names of folders with nothing in them to send. */
  empty: readonly string[]
  /** The names of folders and files that could not be read. */
  unread: readonly string[]
}

/** The most files that are looked for; more are never sent at once. */
const MOST = 2_000
/** The most folders in each other. */
const DEEPEST = 32
/** Files that systems keep in folders for themselves. */
const HIDDEN = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/i

const byName = new Intl.Collator('en', { numeric: true })

type Finding = { files: File[]; unread: string[] }

/**
 * Reads what was dropped: files, and the files of folders, also of folders in them, by name. Call it in the handler of the
 * event: later the browser tells nothing more of the drop. Never rejects.
 */
export function droppedFiles(items: Iterable<DataTransferItem>): Promise<Dropped> {
  const tops = [...items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }))
  return readAll(tops)
}

async function readAll(tops: readonly { entry: FileSystemEntry | null; file: File | null }[]): Promise<Dropped> {
  const found: Finding = { files: [], unread: [] }
  const empty: string[] = []
  for (const { entry, file } of tops) {
    if (isFolder(entry)) {
      const before = found.files.length + found.unread.length
      await readFolder(entry, found, 0)
      if (found.files.length + found.unread.length === before && before < MOST) empty.push(entry.name)
    } else if (file && found.files.length < MOST) found.files.push(file)
  }
  return { ...found, empty }
}

async function readFolder(folder: FileSystemDirectoryEntry, found: Finding, depth: number): Promise<void> {
  try {
    for (const entry of (await entriesOf(folder)).toSorted((one, other) => byName.compare(one.name, other.name))) {
      if (found.files.length >= MOST) return
      if (isFolder(entry)) {
        if (depth < DEEPEST) await readFolder(entry, found, depth + 1)
        else found.unread.push(entry.name)
      } else if (isFile(entry) && !HIDDEN.test(entry.name)) await readFile(entry, found)
    }
  } catch {
    found.unread.push(folder.name)
  }
}

async function readFile(entry: FileSystemFileEntry, found: Finding): Promise<void> {
  try {
    found.files.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)))
  } catch {
    found.unread.push(entry.name)
  }
}

/** A reader gives some entries at a time, and none at the end (File and Directory Entries §7.3). */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    all.push(...some)
    if (some.length === 0 || all.length > MOST) return all
  }
}

const isFolder = (entry: FileSystemEntry | null): entry is FileSystemDirectoryEntry => entry?.isDirectory === true
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
