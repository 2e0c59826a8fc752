import { Upload } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { dropWords } from '../words/togetherWords.ts'
import styles from './DropFiles.module.css'

export type DropFilesProps = { peer: string; onFiles(files: readonly File[]): void }

const carriesFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true

/** The dropped files without folders, which cannot be read as files. */
function filesOf({ dataTransfer }: DragEvent): File[] {
  return [...(dataTransfer?.items ?? [])].flatMap((item) => {
    if (item.kind !== 'file' || item.webkitGetAsEntry()?.isDirectory) return []
    return item.getAsFile() ?? []
  })
}

/** Takes files that are dropped anywhere on the page while it is there; a missed drop would make the browser leave the call for the file. */
export function DropFiles({ peer, onFiles }: DropFilesProps) {
  const [over, setOver] = useState(false)
  const dropped = useEffectEvent((event: DragEvent) => {
    const files = filesOf(event)
    if (files.length > 0) onFiles(files)
  })
  useEffect(() => {
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      // Left for nothing, it has left the page.
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      setOver(false)
      if (!carriesFiles(event)) return
      event.preventDefault()
      dropped(event)
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragover', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragover', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [])
  if (!over) return null
  return (
    <div className={styles.drop}>
      <p>
        <Upload />
        {dropWords(peer)}
      </p>
    </div>
  )
}
