import { useClient } from '@parley/react'
import { useEffect, useState } from 'react'

/** Returns whether the browser keeps what is stored (null while or where it does not tell), and what asks it to. */
export function useStored(): { stored: boolean | null; keepStored(): void } {
  const { storage } = useClient()
  const [stored, setStored] = useState<boolean | null>(null)
  useEffect(() => {
    let wanted = true
    // Never rejects.
    void storage.isKept().then((kept) => wanted && setStored(kept))
    return () => {
      wanted = false
    }
  }, [storage])
  return { stored, keepStored: () => void storage.keep().then(setStored) }
}
