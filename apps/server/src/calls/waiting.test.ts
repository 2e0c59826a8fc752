import type { DeviceRef } from '@parley/protocol'
import { expect, test } from 'vitest'
import { createWaiting, type WaitingPlace } from './waiting.ts'

const ada: DeviceRef = { userId: 'ada', deviceId: 'ada-1' }

/** A place at which ada waits under these names. */
function place(...names: string[]) {
  const waits = new Set(names)
  const leave: WaitingPlace['leave'] = async (device, isMeant) => {
    if (device !== ada) return
    for (const name of waits) if (isMeant(name)) waits.delete(name)
  }
  return { leave, waits }
}

test('a device that begins to wait, or is in a call, waits nowhere else', async () => {
  const [links, queue] = [place('at a link'), place('in the queue')]
  const waiting = createWaiting([links, queue])
  await waiting.only(ada, 'in the queue')
  expect([...links.waits, ...queue.waits]).toEqual(['in the queue'])
  await waiting.only(ada, null)
  expect([...queue.waits]).toEqual([])
})

test('a wait that was hung up is over, and another goes on', async () => {
  const [links, queue] = [place('at a link'), place('in the queue')]
  await createWaiting([links, queue]).ended(ada, 'at a link')
  expect([...links.waits, ...queue.waits]).toEqual(['in the queue'])
})
