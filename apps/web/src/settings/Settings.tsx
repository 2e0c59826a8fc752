import {
  type App,
  contactAdded,
  contactRemoved,
  createPinStore,
  lessDataChosen,
  loadOwnKeys,
  type OwnKeys,
  personUnblocked,
  preconnectChosen,
  removeOwnKey,
  ringRuleChosen,
  selectMediaChoices,
  selectPeople,
} from '@parley/client'
import { CallError } from '@parley/protocol'
import { type DevicesProblem, SettingsScreen } from '@parley/ui/settings'
import { useCallback, useEffect, useState } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { AddDevice } from '../linking/AddDevice.tsx'
import { MakeRecoveryFile } from './MakeRecoveryFile.tsx'

const problemOf = (error: unknown): DevicesProblem =>
  error instanceof CallError && (error.code === 'timeout' || error.code === 'disconnected') ? 'unreachable' : 'failed'

/** Who may call, whom one knows, and which devices act for one's ID. */
export function Settings({ app, userId, onBack }: { app: App; userId: string; onBack(): void }) {
  const people = useSelector(selectPeople)
  const verified = useVerified(app, people.contacts)
  const [own, setOwn] = useState<OwnKeys | null>(null)
  const [problem, setProblem] = useState<DevicesProblem | null>(null)
  const [open, setOpen] = useState<'device' | 'recovery' | null>(null)
  const { lessData, preconnect } = useSelector(selectMediaChoices)
  const dispatch = useDispatch()

  const load = useCallback(async () => {
    setProblem(null)
    try {
      setOwn(await loadOwnKeys(app))
    } catch (error) {
      setProblem(problemOf(error))
    }
  }, [app])
  useEffect(() => void load(), [load])

  async function remove(key: string): Promise<boolean> {
    try {
      await removeOwnKey(app, key, own?.keys.map((shown) => shown.key) ?? [])
    } catch (error) {
      setProblem(problemOf(error))
      return false
    }
    // Without its own key this browser has nothing to ask for any more.
    if (app.account.acting()) await load()
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
        ring={people.ring}
        onRing={(ring) => dispatch(ringRuleChosen(ring))}
        lessData={lessData}
        onLessData={(next) => dispatch(lessDataChosen(next))}
        preconnect={preconnect}
        onPreconnect={(next) => dispatch(preconnectChosen(next))}
        contacts={people.contacts.map((contact) => ({ userId: contact, verified: verified.has(contact) }))}
        onAddContact={(contact) => dispatch(contactAdded(contact))}
        onRemoveContact={(contact) => dispatch(contactRemoved(contact))}
        blocked={people.blocked}
        onUnblock={(person) => dispatch(personUnblocked(person))}
        devices={own?.keys ?? null}
        devicesProblem={problem}
        onRetry={() => void load()}
        onRemoveDevice={remove}
        onAddDevice={() => setOpen('device')}
        onRecoveryFile={() => setOpen('recovery')}
        onBack={onBack}
      />
      {open === 'device' && <AddDevice app={app} onDone={close} />}
      {open === 'recovery' && <MakeRecoveryFile app={app} onDone={close} />}
    </>
  )
}

/** Those of these people whose safety number this person has compared. */
function useVerified(app: App, people: readonly string[]): ReadonlySet<string> {
  const [verified, setVerified] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    let wanted = true
    const pins = createPinStore(app.openDatabase)
    const isVerified = async (person: string) => ((await pins.get(person))?.verified ? [person] : [])
    Promise.all(people.map(isVerified)).then(
      (found) => wanted && setVerified(new Set(found.flat())),
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [app, people])
  return verified
}
