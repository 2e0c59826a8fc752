import { Upload } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { dropWords } from '../words/togetherWords.ts'
import styles from './DropFiles.module.css'
import { type Dropped, droppedFiles } from './droppedFiles.ts'

export type DropFilesProps = { peer: string; onDropped(dropped: Dropped): void }

const carriesFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true

/** Takes files and folders that are dropped anywhere on the page while it is there; a missed drop would make the browser leave the call for the file. */
export function DropFiles({ peer, onDropped }: DropFilesProps) {
  const [over, setOver] = useState(false)
  const dropped = useEffectEvent((event: DragEvent) => {
    // Void: it never rejects.
    void droppedFiles(event.dataTransfer?.items ?? []).then(onDropped)
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
