import { connect, dialEachOther, hangUp, type Person, pressTogether } from './support/person.ts'
import { expect, test } from './support/test.ts'

test.describe('a direct call', () => {
  test('T5: before it is answered an offer is all that has left, and no address of anybody is in it', async ({
    meet,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await ada.dial(grace.id)
    await expect(ada.outgoing(grace)).toContainText('Ringing…')
    await expect.poll(() => ada.sent.join('\n'), 'the offer leaves while it rings').toContain('a=fingerprint')
    await grace.button('Decline').click()
    await Promise.all([ada.isDone(`${grace.id} declined`), grace.isDone('You declined')])
    expect(grace.sent.length).toBeGreaterThan(0)
    expect(grace.sent.join('\n')).not.toContain('a=fingerprint')
    // Only a relay's address would be harmless, and there is no relay here.
    expect([...ada.sent, ...grace.sent].join('\n')).not.toMatch(
      /a=candidate|"candidates"|IN IP[46] (?!0\.0\.0\.0|127\.0\.0\.1 *\\r)/,
    )
  })

  test('with video rings, shows the own camera, is answered, is seen and heard on both sides, and again at once', async ({
    meet,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await ada.dial(grace.id)
    await expect(ada.outgoing(grace)).toContainText('Ringing…')
    await expect(ada.page.getByLabel('Your camera preview')).toBeVisible()
    await expect(grace.incoming(ada).getByLabel('Your camera preview')).toBeVisible()
    await expect(grace.incoming(ada)).toContainText('Only you can see this')
    await expect(grace.page).toHaveTitle(new RegExp(ada.id))
    expect(grace.sent.join('\n'), 'no address leaves before the answer').not.toContain('candidate')

    const asked = () => Promise.all([ada, grace].map(async (person) => (await person.media()).prompts))
    const before = await asked()
    await grace.button('Accept').click()
    await expect(ada.inCall(grace)).toBeVisible()
    await expect(grace.inCall(ada)).toBeVisible()
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    expect(await asked(), 'the preview goes into the call').toEqual(before)

    await ada.button('Hang up').click()
    await Promise.all([ada.isDone(/^Call ended · 0\d:\d\d/), grace.isDone(/^Call ended · 0\d:\d\d/)])
    // Called again at once, and hung up by the other.
    await connect(ada, grace)
    await hangUp(grace, ada)
  })

  test('with voice opens no camera on either side, and is one call however often the button is pressed', async ({
    meet,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await ada.fillDial(grace.id)
    await ada.button('Voice call').evaluate((button) => {
      for (let press = 0; press < 10; press++) (button as HTMLElement).click()
    })
    await expect(grace.incoming(ada)).toBeVisible()
    await expect(grace.button('Accept with voice only')).toHaveCount(0)
    await grace.button('Accept').click()
    await Promise.all([ada.hears(), grace.hears()])
    for (const person of [ada, grace]) {
      expect(await person.media()).toMatchObject({ liveCameras: 0, framesDecoded: 0, liveTracks: 1, prompts: 1 })
    }
    await hangUp(ada, grace)
  })

  test('with video can be answered with voice only; the camera can be turned on later', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await ada.dial(grace.id)
    await grace.button('Accept with voice only').click()
    await Promise.all([grace.seesAndHears(), ada.hears()])
    expect((await grace.media()).liveCameras).toBe(0)
    expect((await ada.media()).framesDecoded).toBe(0)
    await grace.button('Turn camera on').click()
    await ada.seesAndHears()
    await hangUp(ada, grace)
  })

  test('can be cancelled', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await ada.button('Cancel').click()
    await Promise.all([ada.isDone('Call cancelled'), grace.isDone(`Missed call from ${ada.id}`)])
    await expect(grace.incoming(ada)).toHaveCount(0)
  })

  test('cancelled and accepted at the same moment: both are in it, or both are not', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    for (let time = 0; time < 2; time++) {
      await ada.dial(grace.id)
      await expect(grace.incoming(ada)).toBeVisible()
      await pressTogether(ada.button('Cancel'), grace.button('Accept'))
      const isIn = async (person: Person, peer: Person) => (await person.inCall(peer).count()) > 0
      const isOut = async (person: Person) =>
        (await person.page.getByRole('textbox', { name: 'ID to call' }).count()) > 0
      let bothIn = false
      await expect
        .poll(async () => {
          bothIn = (await isIn(ada, grace)) && (await isIn(grace, ada))
          return bothIn || ((await isOut(ada)) && (await isOut(grace)))
        })
        .toBe(true)
      // If the answer won, the pressed "Cancel" was gone and both are in the call.
      if (bothIn) await hangUp(ada, grace)
      // In either case both tell of the same end.
      const [mine, theirs] = [/^(Call cancelled|Call ended)/, /^(Missed call|Call ended)/]
      await Promise.all([ada.isDone(mine), grace.isDone(theirs)])
      const ended = async (person: Person) => /Call ended/.test((await person.status.textContent()) ?? '')
      expect(await ended(ada)).toBe(await ended(grace))
    }
  })

  test('that nobody answers ends by itself', async ({ meet, serve }) => {
    const { url } = await serve({ RING_SECONDS: '6' })
    const [ada, grace] = await Promise.all([meet('ada', { url }), meet('grace', { url })])
    // Watched in the page, because the ringing may end before a slow test looks.
    const prompted = await grace.watchPrompts()
    await ada.dial(grace.id)
    await Promise.all([ada.isDone('No answer'), grace.isDone(`Missed call from ${ada.id}`)])
    expect(await prompted()).toBe(true)
  })

  test('to somebody who is away or does not exist gets one and the same answer; to oneself is caught in words', async ({
    meet,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    const people = ada.page.getByRole('list', { name: 'People online' })
    await expect(people.getByText(grace.id)).toBeVisible()
    await grace.context.close()
    await expect(people.getByText(grace.id)).toHaveCount(0)
    await ada.dial(grace.id)
    await ada.isDone(`${grace.id} is offline`)
    await ada.dial('nobody-at-all')
    await ada.isDone('nobody-at-all is offline')
    await ada.dial(ada.id)
    await expect(ada.page.getByText(/your own ID/)).toBeVisible()
    await ada.isHome()
  })

  test('two who dial each other at the same moment are in one call, and nobody is prompted', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada', { holdable: true }), meet('grace', { holdable: true })])
    const prompted = await Promise.all([ada.watchPrompts(), grace.watchPrompts()])
    await dialEachOther(ada, grace, 'Video call', 'Voice call')
    await expect(ada.inCall(grace)).toBeVisible()
    await expect(grace.inCall(ada)).toBeVisible()
    await Promise.all([ada.hears(), grace.hears()])
    for (const person of [ada, grace]) {
      expect(await person.media(), 'no camera that was not asked for').toMatchObject({
        liveCameras: 0,
        framesDecoded: 0,
      })
    }
    await hangUp(ada, grace)

    await dialEachOther(ada, grace, 'Video call')
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    await expect(ada.inCall(grace)).toBeVisible()
    await expect(grace.inCall(ada)).toBeVisible()
    for (const wasPrompted of prompted) expect(await wasPrompted()).toBe(false)
    await hangUp(ada, grace)
  })

  test('says nothing of addresses, descriptions or candidates in the log, and can be followed by its call id', async ({
    meet,
    serve,
  }) => {
    const server = await serve({})
    const [ada, grace] = await Promise.all([meet('ada', { url: server.url }), meet('grace', { url: server.url })])
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    await ada.seesAndHears()
    await ada.button('Hang up').click()
    await grace.isDone('Call ended')
    // The last line may be incomplete.
    const whole = () => server.log().split('\n').slice(0, -1)
    const lines = () => whole().flatMap((line) => (line.includes('callId') ? [JSON.parse(line)] : []))
    await expect.poll(() => lines().length).toBeGreaterThanOrEqual(4)
    expect(new Set(lines().map(({ callId }) => callId)).size).toBe(1)
    expect(server.log()).not.toMatch(/candidate|a=|v=0|fingerprint|ufrag/)
  })
})
