import { systemClock } from '@parley/protocol'
import type { FileSink, OpenedSink, OpenSink } from '../files/ports.ts'
import { createMemorySink } from './memorySink.ts'
import { createStreamSink, type Handle } from './streamSink.ts'

/** Up to this size the person is not asked: the file stays in memory and is saved like a download. Bytes. */
const SMALL_BYTES = 32 * 1024 * 1024
/** More than this in memory would crash the page in too many browsers. Bytes. */
const MEMORY_BYTES = 512 * 1024 * 1024
/** A file on the page's own disk may be saved for this long. Milliseconds. */
const STALE_MS = 86_400_000
const FOLDER = 'parley-files'

type Folder = FileSystemDirectoryHandle & AsyncIterable<[string, FileSystemHandle]>
/** Only Chromium has it, and TypeScript's types do not (File System Access §3.5). */
type Picker = (options: { suggestedName: string }) => Promise<Handle & { remove?(): Promise<void> }>

const pickerOf = (page: object): Picker | null =>
  'showSaveFilePicker' in page && typeof page.showSaveFilePicker === 'function'
    ? // A cast: what it is called is all there is to know it by.
      (page.showSaveFilePicker as Picker).bind(page)
    : null

async function openChosen(pick: Picker, name: string): Promise<OpenedSink | null> {
  try {
    const handle = await pick({ suggestedName: name })
    // The person's choice created an empty file.
    return await createStreamSink(handle, { saveAs: null, remove: async () => handle.remove?.() })
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? 'dismissed' : null
  }
}

async function folderOf(options?: FileSystemGetDirectoryOptions): Promise<Folder> {
  const root = await navigator.storage.getDirectory()
  // A cast: TypeScript's DOM library knows it only with `dom.asynciterable`.
  return (await root.getDirectoryHandle(FOLDER, options)) as Folder
}

/** Removes received files older than a day, and those of closed pages, from the page's own disk. Never rejects. */
export async function sweepOwnDisk(): Promise<void> {
  try {
    await sweep(await folderOf())
  } catch {
    // It does not exist, or another page of this app uses a file in it.
  }
}

async function sweep(folder: Folder): Promise<void> {
  for await (const [name, handle] of folder) {
    if (handle.kind !== 'file') continue
    const { lastModified } = await (handle as FileSystemFileHandle).getFile()
    if (systemClock.wall() - lastModified > STALE_MS) await folder.removeEntry(name)
  }
}

/** The page's own disk (File System Standard §3), which the person cannot open: a complete file is saved from there. */
async function openPrivate(name: string, size: number): Promise<FileSink | null> {
  try {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate()
    if (quota - usage < size) return null
    const folder = await folderOf({ create: true })
    await sweep(folder).catch(() => undefined)
    const own = crypto.randomUUID()
    const handle = await folder.getFileHandle(own, { create: true })
    return await createStreamSink(handle, { saveAs: name, remove: () => folder.removeEntry(own) })
  } catch {
    // The browser has none, or this is a private window.
    return null
  }
}

/**
 * Keeps small files in memory. Larger ones go to disk as they arrive: to the place the person chooses, if they may be asked and the
 * browser can, else to the page's own disk; without one, to memory as far as that is safe.
 */
export const openSink: OpenSink = async ({ name, size, ask }) => {
  if (size <= SMALL_BYTES) return createMemorySink(name)
  const pick = ask ? pickerOf(window) : null
  const chosen = pick && (await openChosen(pick, name))
  if (chosen) return chosen
  const own = await openPrivate(name, size)
  if (own) return own
  return size <= MEMORY_BYTES ? createMemorySink(name) : 'tooLarge'
}
