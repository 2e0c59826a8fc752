import { expect, test } from 'vitest'
import { createSerialQueues } from './serialQueues.ts'

test('tasks of one key run one after the other, those of another key beside them', async () => {
  const queues = createSerialQueues()
  const order: string[] = []
  let finishFirst = () => {}
  const first = queues.run('a', async () => {
    await new Promise<void>((resolve) => {
      finishFirst = resolve
    })
    order.push('a1')
  })
  const second = queues.run('a', async () => void order.push('a2'))
  await queues.run('b', async () => void order.push('b1'))
  finishFirst()
  await Promise.all([first, second])
  expect(order).toEqual(['b1', 'a1', 'a2'])
})

test('a task that fails tells its own asker and lets the next run', async () => {
  const queues = createSerialQueues()
  const failing = queues.run('a', async () => {
    throw new Error('broken')
  })
  const next = queues.run('a', async () => 'fine')
  await expect(failing).rejects.toThrow('broken')
  expect(await next).toBe('fine')
  await queues.idle()
})
