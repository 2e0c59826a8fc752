import type { FileSink, OpenedSink, OpenSink } from '../files/ports.ts'
import { createMemorySink } from './memorySink.ts'
import { createStreamSink, type Handle } from './streamSink.ts'

/** Up to here nobody is asked where to: it is kept in memory and then saved like every download. */
const SMALL_BYTES = 32 * 1024 * 1024
/** More than this in memory would take the page down in too many browsers. */
const MEMORY_BYTES = 512 * 1024 * 1024
/** What a page left behind when it was closed. Milliseconds. */
const STALE_MS = 86_400_000
const FOLDER = 'parley-files'

type Folder = FileSystemDirectoryHandle & AsyncIterable<[string, FileSystemHandle]>
/** Chromium's alone, and not in TypeScript's types (File System Access §3.5). */
type Picker = (options: { suggestedName: string }) => Promise<Handle & { remove?(): Promise<void> }>

const pickerOf = (page: object): Picker | null =>
  'showSaveFilePicker' in page && typeof page.showSaveFilePicker === 'function'
    ? // A cast: what it is called is all there is to know it by.
      (page.showSaveFilePicker as Picker).bind(page)
    : null

async function openChosen(pick: Picker, name: string): Promise<OpenedSink | null> {
  try {
    const handle = await pick({ suggestedName: name })
    // It was made empty by the choice.
    return await createStreamSink(handle, { saveAs: null, remove: async () => handle.remove?.() })
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? 'dismissed' : null
  }
}

async function sweep(folder: Folder): Promise<void> {
  for await (const [name, handle] of folder) {
    if (handle.kind !== 'file') continue
    const { lastModified } = await (handle as FileSystemFileHandle).getFile()
    if (Date.now() - lastModified > STALE_MS) await folder.removeEntry(name)
  }
}

/** The page's own disk (File System Standard §3), which has no door for the person: saved from there when it is whole. */
async function openPrivate(name: string, size: number): Promise<FileSink | null> {
  try {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate()
    if (quota - usage < size) return null
    const root = await navigator.storage.getDirectory()
    // A cast: TypeScript's DOM library knows it only with `dom.asynciterable`.
    const folder = (await root.getDirectoryHandle(FOLDER, { create: true })) as Folder
    await sweep(folder).catch(() => undefined)
    const own = crypto.randomUUID()
    const handle = await folder.getFileHandle(own, { create: true })
    return await createStreamSink(handle, { saveAs: name, remove: () => folder.removeEntry(own) })
  } catch {
    // Not in this browser, or not in a private window.
    return null
  }
}

/**
 * Keeps small files in memory; larger ones go to disk as they come: to where the person says, if the browser can ask, else to the page's
 * own disk; and if there is none, to memory as far as that is safe.
 */
export const openSink: OpenSink = async ({ name, size }) => {
  if (size <= SMALL_BYTES) return createMemorySink(name)
  const pick = pickerOf(window)
  const chosen = pick && (await openChosen(pick, name))
  if (chosen) return chosen
  const own = await openPrivate(name, size)
  if (own) return own
  return size <= MEMORY_BYTES ? createMemorySink(name) : 'tooLarge'
}
