import { connect, type Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

test.use({ losesServer: true })

/** Waits until each person has seen some more seconds of video. */
const goOnSeeing = (...people: Person[]) => Promise.all(people.map((person) => person.sees(25)))

test('a call goes on, is muted, loses and regains a picture and ends for both, all without a server', async ({
  meet,
  serve,
}) => {
  const server = await serve({})
  const { url } = server
  const [ada, grace] = await Promise.all([meet('ada', { url }), meet('grace', { url })])
  await connect(ada, grace)
  await server.down('SIGKILL')
  await goOnSeeing(ada, grace)

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
  await goOnSeeing(grace)

  await ada.button('Hang up').click()
  await Promise.all([ada.releasesAll(), grace.releasesAll()])
  await Promise.all([ada.isDone('Call ended'), grace.isDone('Call ended')])
})

test('the network changes while there is no server: both find a way again by themselves', async ({ meet, serve }) => {
  const server = await serve({})
  const { url } = server
  const [ada, grace] = await Promise.all([meet('ada', { url }), meet('grace', { url })])
  /** The ICE generation, named by its username fragment. */
  const generation = (person: Person) =>
    person.page.evaluate(() => {
      const sdp = window.probe.connections.at(-1)?.currentLocalDescription?.sdp
      return /a=ice-ufrag:(\S+)/.exec(sdp ?? '')?.[1]
    })
  await connect(ada, grace)
  await server.down('SIGKILL')
  const before = [await generation(ada), await generation(grace)]
  await ada.page.evaluate(() => window.dispatchEvent(new Event('online')))
  await expect.poll(async () => (await generation(ada)) !== before[0]).toBe(true)
  await expect.poll(async () => (await generation(grace)) !== before[1]).toBe(true)
  await goOnSeeing(ada, grace)
  await grace.button('Hang up').click()
  await Promise.all([ada.releasesAll(), grace.releasesAll()])
})
