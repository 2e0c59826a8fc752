import {
  byId,
  type Devices,
  lessDataChosen,
  type OwnKey,
  preconnectChosen,
  selectContacts,
  selectMediaChoices,
} from '@parley/client'
import { CallError } from '@parley/protocol'
import { useClient } from '@parley/react'
import { type DevicesProblem, SettingsScreen } from '@parley/ui/settings'
import { useCallback, useEffect, useState } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { AddDevice } from '../linking/AddDevice.tsx'
import { MakeRecoveryFile } from './MakeRecoveryFile.tsx'
import { useStored } from './useStored.ts'

interface SettingsProps {
  devices: Devices
  userId: string
  onBack(): void
}

const problemOf = (error: unknown): DevicesProblem =>
  error instanceof CallError && (error.code === 'timeout' || error.code === 'disconnected') ? 'unreachable' : 'failed'

/** The settings: ring rule, contacts, blocks, media, and the devices of the own ID. */
export function Settings({ devices, userId, onBack }: SettingsProps) {
  const { contacts, store } = useClient()
  const known = useSelector(selectContacts)
  const verified = useVerified(known.contacts)
  const [own, setOwn] = useState<OwnKey[] | null>(null)
  const [problem, setProblem] = useState<DevicesProblem | null>(null)
  const [open, setOpen] = useState<'device' | 'recovery' | null>(null)
  const { lessData, preconnect } = useSelector(selectMediaChoices)
  const dispatch = useDispatch()
  const { stored, keepStored } = useStored()

  const load = useCallback(async () => {
    setProblem(null)
    try {
      setOwn(await devices.list())
    } catch (error) {
      setProblem(problemOf(error))
    }
  }, [devices])
  useEffect(() => void load(), [load])

  async function remove(key: string): Promise<boolean> {
    try {
      await devices.remove(key, own?.map((shown) => shown.key) ?? [])
    } catch (error) {
      setProblem(problemOf(error))
      return false
    }
    // A browser that removed itself has no ID any more whose devices it could list.
    if (store.getState().account.status === 'known') await load()
    return true
  }
  function close(): void {
    setOpen(null)
    void load()
  }
  return (
    <>
      <SettingsScreen
        userId={userId}
        ring={known.ring}
        onRing={contacts.letRing}
        lessData={lessData}
        onLessData={(next) => dispatch(lessDataChosen(next))}
        preconnect={preconnect}
        onPreconnect={(next) => dispatch(preconnectChosen(next))}
        contacts={known.contacts.map((contact) => ({ userId: contact, verified: verified.has(contact) }))}
        onAddContact={contacts.add}
        onRemoveContact={contacts.remove}
        blocked={byId(known.blocked)}
        onUnblock={contacts.unblock}
        devices={own}
        devicesProblem={problem}
        onRetry={() => void load()}
        onRemoveDevice={remove}
        stored={stored}
        onKeepStored={keepStored}
        onAddDevice={() => setOpen('device')}
        onRecoveryFile={() => setOpen('recovery')}
        onBack={onBack}
      />
      {open === 'device' && <AddDevice devices={devices} onDone={close} />}
      {open === 'recovery' && <MakeRecoveryFile devices={devices} onDone={close} />}
    </>
  )
}

/** Returns those of these people whose safety number this person has compared. */
function useVerified(people: readonly string[]): ReadonlySet<string> {
  const { contacts } = useClient()
  const [verified, setVerified] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    let wanted = true
    const ifVerified = async (person: string) => ((await contacts.isVerified(person)) ? [person] : [])
    Promise.all(people.map(ifVerified)).then(
      (found) => wanted && setVerified(new Set(found.flat())),
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [contacts, people])
  return verified
}
