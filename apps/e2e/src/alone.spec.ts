import { connect, newPerson, type Person } from './support/person.ts'
import { LOST_SERVER, startServer } from './support/server.ts'
import { expect, test } from './support/test.ts'

/** A server to be killed, whether the test gets that far or not. */
async function startDoomedServer(): Promise<{ url: string; kill(): Promise<void> }> {
  const server = await startServer()
  let killed: Promise<void> | null = null
  return {
    url: server.url,
    kill() {
      killed ??= server.stop('SIGKILL')
      return killed
    },
  }
}

/** As many more frames are decoded on this side as some seconds of a call have. */
async function goesOnSeeing(person: Person): Promise<void> {
  const before = (await person.media()).framesDecoded
  await expect
    .poll(async () => (await person.media()).framesDecoded, { message: `${person.id} still sees` })
    .toBeGreaterThan(before + 45)
}

test('a call goes on, is muted, loses and regains a picture and ends for both, all without a server', async ({
  chromium,
  suffix,
}) => {
  const server = await startDoomedServer()
  const problems: string[] = []
  const meet = (id: string) => newPerson(chromium, server.url, id + suffix, problems)
  const [ada, grace] = [await meet('ada'), await meet('grace')]
  try {
    await connect(ada, grace)
    await server.kill()
    await Promise.all([goesOnSeeing(ada), goesOnSeeing(grace)])

    await ada.button('Mute microphone').click()
    await expect(grace.page.getByText(`${ada.id} is muted`)).toBeVisible()
    await grace.button('Mute microphone').click()
    await expect(ada.page.getByText(`${grace.id} is muted`)).toBeVisible()
    await ada.button('Unmute microphone').click()
    await expect(grace.page.getByText(`${ada.id} is muted`)).toHaveCount(0)

    const still = grace.page.locator(`[data-avatar="${ada.id}"]`)
    await ada.button('Turn camera off').click()
    await expect(still).toBeVisible()
    expect((await ada.media()).liveCameras).toBe(0)
    await ada.button('Turn camera on').click()
    await expect(still).toHaveCount(0)
    await goesOnSeeing(grace)

    await ada.button('Hang up').click()
    await Promise.all([ada.releasesAll(), grace.releasesAll()])
    await Promise.all([ada.isDone('Call ended'), grace.isDone('Call ended')])
  } finally {
    for (const { context } of [ada, grace]) await context.close()
    await server.kill()
  }
  expect(problems.filter((problem) => !LOST_SERVER.test(problem))).toEqual([])
})

test('the network changes while there is no server: both find a way again by themselves', async ({
  chromium,
  suffix,
}) => {
  const server = await startDoomedServer()
  const problems: string[] = []
  const meet = (id: string) => newPerson(chromium, server.url, id + suffix, problems)
  const [ada, grace] = [await meet('ada'), await meet('grace')]
  /** Names the ICE generation. */
  const generation = (person: Person) =>
    person.page.evaluate(() => {
      const sdp = window.probe.connections.at(-1)?.currentLocalDescription?.sdp
      return /a=ice-ufrag:(\S+)/.exec(sdp ?? '')?.[1]
    })
  try {
    await connect(ada, grace)
    await server.kill()
    const before = [await generation(ada), await generation(grace)]
    await ada.page.evaluate(() => window.dispatchEvent(new Event('online')))
    await expect.poll(async () => (await generation(ada)) !== before[0]).toBe(true)
    await expect.poll(async () => (await generation(grace)) !== before[1]).toBe(true)
    await Promise.all([goesOnSeeing(ada), goesOnSeeing(grace)])
    await grace.button('Hang up').click()
    await Promise.all([ada.releasesAll(), grace.releasesAll()])
  } finally {
    for (const { context } of [ada, grace]) await context.close()
    await server.kill()
  }
  expect(problems.filter((problem) => !LOST_SERVER.test(problem))).toEqual([])
})
