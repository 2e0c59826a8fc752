import { connect, hangUp, type Person, pressTogether } from './support/person.ts'
import { expect, THOROUGH, test } from './support/test.ts'

/** The RTP packets and tracks of this page's open connection. */
async function wire(person: Person) {
  return person.page.evaluate(async () => {
    const open = window.probe.connections.filter(({ connectionState }) => connectionState !== 'closed')
    const report = {
      open: open.length,
      state: '',
      rtpPackets: 0,
      rtpReceived: 0,
      tracks: 0,
    }
    for (const connection of open) {
      report.state = connection.connectionState
      report.tracks += connection.getSenders().filter(({ track }) => track).length
      for (const stat of (await connection.getStats()).values()) {
        if (stat.type === 'outbound-rtp') report.rtpPackets += stat.packetsSent ?? 0
        if (stat.type === 'inbound-rtp') report.rtpReceived += stat.packetsReceived ?? 0
      }
    }
    return report
  })
}

/** Records the messages that this page sends over data channels, without changing them. */
async function listenIn(person: Person): Promise<() => Promise<string[]>> {
  await person.page.evaluate(() => {
    const said: string[] = []
    Object.assign(window, { said })
    const send = RTCDataChannel.prototype.send
    const listened: typeof send = function (this: RTCDataChannel, data: never) {
      said.push(`${this.label} ${typeof data === 'string' ? (JSON.parse(data).type ?? '') : 'binary'}`)
      send.call(this, data)
    }
    RTCDataChannel.prototype.send = listened
  })
  return () => person.page.evaluate(() => (window as unknown as { said: string[] }).said)
}

/** Lets ada's call ring at grace's, and waits until the two have preconnected. */
async function ringPreconnected(ada: Person, grace: Person): Promise<void> {
  await ada.dial(grace.id)
  await expect(grace.incoming(ada).getByLabel('Your camera preview')).toBeVisible()
  for (const person of [ada, grace])
    await expect
      .poll(async () => (await wire(person)).state, { message: `${person.id} is connected` })
      .toBe('connected')
}

/** Lets two talk once, so that they know each other. */
async function getToKnow(ada: Person, grace: Person): Promise<void> {
  await connect(ada, grace)
  await hangUp(grace, ada)
}

test.describe('two who know each other', () => {
  test('are connected while it rings; before the answer nothing is heard or seen, nor anything told', async ({
    meet,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await getToKnow(ada, grace)
    const said = await Promise.all([listenIn(ada), listenIn(grace)])
    await ringPreconnected(ada, grace)
    await ada.page.waitForTimeout(1_500)
    for (const person of [ada, grace])
      expect(await wire(person)).toMatchObject({ open: 1, rtpPackets: 0, rtpReceived: 0, tracks: 0 })
    // At most candidates are sent: no state of the camera and no clock.
    for (const words of said) expect((await words()).filter((one) => one !== 'control signal')).toEqual([])
    const before = await Promise.all([ada, grace].map(async (person) => (await person.media()).everConnections))

    await grace.button('Accept').click()
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    const after = await Promise.all([ada, grace].map(async (person) => (await person.media()).everConnections))
    expect(after, 'the same connection').toEqual(before)
    await hangUp(ada, grace)
  })

  test('the callee’s page is reloaded while it rings: the two are connected by the answer all the same', async ({
    meet,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await getToKnow(ada, grace)
    await ringPreconnected(ada, grace)
    await grace.page.reload()
    await expect(grace.incoming(ada).getByLabel('Your camera preview')).toBeVisible()
    // The new page has a connection, and no offer: that was sent to the old one.
    await expect.poll(async () => (await wire(grace)).open).toBe(1)
    await grace.button('Accept').click()
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    await hangUp(ada, grace)
  })

  test('a declined, cancelled or unanswered call leaves nothing open', async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await getToKnow(ada, grace)
    await ringPreconnected(ada, grace)
    await grace.button('Decline').click()
    await Promise.all([ada.isDone(`${grace.id} declined`), grace.isDone('You declined')])
    await ringPreconnected(grace, ada)
    await grace.button('Cancel').click()
    await Promise.all([grace.isHome(), ada.isHome()])
    await Promise.all([ada.releasesAll(), grace.releasesAll()])
  })

  test('of two devices that ring both are connected; the one that answers is in the call, and the other is let go', async ({
    meet,
    anotherTab,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await getToKnow(ada, grace)
    const tablet = await anotherTab(grace)
    await ada.dial(grace.id)
    for (const device of [grace, tablet]) await expect(device.incoming(ada)).toBeVisible()
    await expect.poll(async () => (await ada.media()).openConnections).toBe(2)
    await tablet.button('Accept').click()
    await Promise.all([ada.seesAndHears(), tablet.seesAndHears()])
    await expect.poll(async () => (await ada.media()).openConnections).toBe(1)
    await grace.releasesAll()
    expect((await grace.media()).framesDecoded).toBe(0)
  })

  test(
    'both devices answer at the same moment: one is in the call, whichever the caller heard first',
    THOROUGH,
    async ({ meet, anotherTab }) => {
      const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
      await getToKnow(ada, grace)
      const tablet = await anotherTab(grace)
      await ada.dial(grace.id)
      for (const device of [grace, tablet]) await expect(device.incoming(ada)).toBeVisible()
      await expect.poll(async () => (await ada.media()).openConnections).toBe(2)
      await pressTogether(grace.button('Accept'), tablet.button('Accept'))
      const open = () => Promise.all([grace, tablet].map(async (one) => (await one.media()).openConnections))
      await expect.poll(async () => (await open()).sort()).toEqual([0, 1])
      await ada.seesAndHears()
      await expect(ada.inCall(grace)).toBeVisible()
    },
  )

  test('somebody who has switched it off is connected to only by the answer', THOROUGH, async ({ meet }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await getToKnow(ada, grace)
    await grace.button('Settings').click()
    await grace.page.getByRole('switch', { name: 'Connect while it rings' }).click()
    await grace.button('Back').click()
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await ada.page.waitForTimeout(1_500)
    expect((await wire(ada)).state, 'the caller has decided').toBe('new')
    expect((await wire(grace)).open).toBe(0)
    await grace.button('Accept').click()
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
  })
})
