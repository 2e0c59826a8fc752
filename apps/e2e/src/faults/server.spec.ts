import { connect, hangUp } from '../support/person.ts'
import { expect, test } from '../support/test.ts'
import { report, secondsSince, seenAgain, watchPicture } from './measure.ts'

test.use({ losesServer: true })

test.describe('the server', () => {
  test('is killed for 20 s in a call: no picture stops, a screen is shown, and afterwards both are busy', async ({
    meet,
    serve,
  }, info) => {
    const server = await serve({})
    const { url } = server
    const [ada, grace] = await Promise.all([meet('ada', { url }), meet('grace', { url })])
    const people = [ada, grace]
    await connect(ada, grace)
    const pictures = await Promise.all(people.map(watchPicture))

    await server.down('SIGKILL')
    const downAt = Date.now()
    await ada.page.mouse.move(300, 300)
    const pressedAt = Date.now()
    await ada.button('Share your screen').click()
    await expect(grace.page.getByLabel('Remote video')).toHaveAttribute('data-fit', 'contain')
    const seenAt = await seenAgain(grace)
    report(info, 'screen shared while the server is away', 'seen after', (seenAt - pressedAt) / 1000)
    await ada.button('Stop sharing').click()
    await expect(grace.page.getByLabel('Remote video')).toHaveAttribute('data-fit', 'cover')
    await new Promise((resolve) => setTimeout(resolve, downAt + 20_000 - Date.now()))
    await server.up()
    const upAt = Date.now()

    const linus = await meet('linus', { url })
    for (const { id } of people) {
      const row = linus.page.getByRole('list', { name: 'People online' }).getByRole('listitem').filter({ hasText: id })
      await expect(row).toContainText('In a call')
    }
    report(info, 'server killed for 20 s', 'both known to be in a call after', secondsSince(upAt))
    for (const { id } of people) {
      await linus.dial(id)
      await linus.isDone(`${id} is busy`)
    }
    const longest = Math.max(...(await Promise.all(pictures.map((stop) => stop()))))
    report(info, 'server killed for 20 s', 'longest time without a new frame', longest)
    expect(longest, 'no picture stops').toBeLessThan(3)
    await Promise.all(people.map((person) => person.seesAndHears()))
    await hangUp(ada, grace)
  })

  test('is killed in a call: hanging up ends it for both within a second', async ({ meet, serve }, info) => {
    const server = await serve({})
    const { url } = server
    const [ada, grace] = await Promise.all([meet('ada', { url }), meet('grace', { url })])
    await connect(ada, grace)
    await server.down('SIGKILL')
    await ada.seesAndHears()
    const pressedAt = Date.now()
    await ada.button('Hang up').click()
    await Promise.all([ada.releasesAll(), grace.releasesAll()])
    report(
      info,
      'hung up while the server is away',
      'camera and connection of both gone after',
      secondsSince(pressedAt),
    )
    await Promise.all([ada.isDone('Call ended'), grace.isDone('Call ended')])
  })

  test('is killed and started again while it rings: it rings on and can be answered', async ({ meet, serve }, info) => {
    const server = await serve({})
    const { url } = server
    const [ada, grace] = await Promise.all([meet('ada', { url }), meet('grace', { url })])
    await ada.dial(grace.id)
    await expect(ada.outgoing(grace)).toContainText('Ringing…')
    await server.down('SIGKILL')
    await server.up()
    const upAt = Date.now()
    const linus = await meet('linus', { url })
    for (const { id } of [ada, grace])
      await expect(linus.page.getByRole('list', { name: 'People online' }).getByText(id)).toBeVisible()
    report(info, 'server restarted while it rings', 'both online again after', secondsSince(upAt))
    await expect(ada.outgoing(grace)).toBeVisible()
    await expect(grace.incoming(ada)).toBeVisible()
    await grace.button('Accept').click()
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    await hangUp(ada, grace)
  })
})
