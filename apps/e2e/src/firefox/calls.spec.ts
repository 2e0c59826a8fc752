import { report } from '../faults/measure.ts'
import { join, meetSomeone, newLink } from '../support/lobby.ts'
import { firstFrameShown } from '../support/moments.ts'
import { nameOf, PAIRS, test } from '../support/pairs.ts'
import { hangUp, type Person } from '../support/person.ts'
import { expect } from '../support/test.ts'

/** Presses "Accept". Resolves with that moment on the clock of all pages. */
const accept = (person: Person): Promise<number> =>
  person.button('Accept').evaluate((button) => {
    const at = Date.now()
    ;(button as HTMLElement).click()
    return at
  })

const isConnected = ({ id, page }: Person): Promise<void> =>
  expect
    .poll(() => page.evaluate(() => window.probe.connections.at(-1)?.connectionState), {
      message: `${id} is connected`,
    })
    .toBe('connected')

for (const pair of PAIRS) {
  const [caller, callee] = pair
  const name = nameOf(pair)
  test(`${name}: a call, another at once, a reload in it, a call link and a match`, async ({
    meet,
    browsers,
  }, info) => {
    const [ada, grace] = await Promise.all([
      meet('ada', { browser: browsers[caller] }),
      meet('grace', { browser: browsers[callee] }),
    ])
    for (const acquainted of [false, true]) {
      const shown = await Promise.all([ada, grace].map(firstFrameShown))
      await ada.dial(grace.id)
      await expect(ada.outgoing(grace)).toContainText('Ringing…')
      await expect(grace.incoming(ada).getByLabel('Your camera preview')).toBeVisible()
      // Two who know each other have connected by then; strangers may not, and wait for the answer.
      if (acquainted) for (const person of [ada, grace]) await isConnected(person)
      const at = await accept(grace)
      const [mine = 0, theirs = 0] = await Promise.all(shown.map((when) => when()))
      const fault = `${name}, who ${acquainted ? 'know each other' : 'do not know each other'}`
      report(info, fault, 'answered → first frame at the caller', mine - at, 'ms')
      report(info, fault, 'answered → first frame at the callee', theirs - at, 'ms')
      await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
      for (const person of [ada, grace]) expect((await person.media()).openConnections).toBe(1)
      if (!acquainted) await hangUp(ada, grace)
    }

    const reloadedAt = Date.now()
    await ada.page.reload()
    const seen = await Promise.all([ada.seesAndHears(reloadedAt), grace.seesAndHears()])
    report(info, `${name}, page reloaded`, 'both seen and heard again after', (Math.max(...seen) - reloadedAt) / 1000)
    await Promise.all([expect(ada.inCall(grace)).toBeVisible(), expect(grace.inCall(ada)).toBeVisible()])
    await hangUp(grace, ada)

    const link = await newLink(ada)
    await ada.button('Join').click()
    await join(grace, link)
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    await grace.button('Hang up').click()
    for (const person of [ada, grace]) await person.button('Back').click()

    // The server is this worker's own, so nobody else waits for a match.
    await meetSomeone(ada, grace)
    await Promise.all([ada.hears(), grace.hears()])
    for (const person of [ada, grace]) await person.button('Show').click()
    for (const person of [ada, grace]) await expect(person.page.getByText('blurred')).toHaveCount(0)
    await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
  })
}
