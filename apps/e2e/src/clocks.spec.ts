import { connect, hangUp, type Person } from './support/person.ts'
import { settableClocks, timerOf } from './support/setClock.ts'
import { expect, THOROUGH, test } from './support/test.ts'

const HOUR = 3_600_000

/** Resolves with how many times the page restarts ICE while `act` runs, and until it has a new generation. */
async function restartsDuring(person: Person, act: () => Promise<void>): Promise<void> {
  const ufrag = () =>
    person.page.evaluate(() => {
      const { connections } = window.probe
      const sdp = connections.findLast(({ connectionState }) => connectionState !== 'closed')?.localDescription?.sdp
      return /a=ice-ufrag:(\S+)/.exec(sdp ?? '')?.[1] ?? ''
    })
  const before = await ufrag()
  await act()
  await expect.poll(ufrag, { message: `${person.id} restarts ICE` }).not.toBe(before)
}

/** As the browser does when the machine has come into another network. */
const changeNetwork = ({ page }: Person) =>
  page.evaluate(() => void window.dispatchEvent(new Event('online'))) as Promise<void>

test('a clock that is set while connected: it rings, the timer counts on, and a lost path is mended', async ({
  meet,
}) => {
  const [ada, grace] = [await meet('ada'), await meet('grace')]
  const clocks = await settableClocks(ada, grace)
  // The caller's clock jumps one way, the callee's the other, while both are connected to the server.
  await clocks.set(ada, -2 * HOUR)
  await clocks.set(grace, 2 * HOUR)
  await ada.dial(grace.id)
  await expect(grace.incoming(ada)).toBeVisible()
  await expect(ada.outgoing(grace)).toContainText('Ringing…')
  await clocks.set(grace, -HOUR)
  await clocks.set(ada, HOUR)
  await grace.button('Accept').click()
  await Promise.all([ada.seesAndHears(), grace.seesAndHears()])

  const begun = performance.now()
  const shown = await timerOf(ada)
  await restartsDuring(ada, () => changeNetwork(ada))
  await clocks.set(ada, -HOUR)
  await clocks.set(grace, HOUR)
  // Two restarts are at least two seconds apart.
  await expect(async () => expect(performance.now() - begun).toBeGreaterThan(3_000)).toPass()
  await restartsDuring(ada, () => changeNetwork(ada))
  await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
  for (const person of [ada, grace]) {
    const passed = (performance.now() - begun) / 1_000
    expect(Math.abs((await timerOf(person)) - shown - passed), `the timer of ${person.id}`).toBeLessThan(5)
  }

  await hangUp(ada, grace)
  // In the history, too, it was as long as it was.
  for (const { page } of [ada, grace])
    await expect(page.getByText(/^Video · (\d+ sec|[1-4] min) · /).first()).toBeVisible()
})

test(
  'a page whose clock is a day off is called, and calls again after its clock was set right',
  THOROUGH,
  async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    const clocks = await settableClocks(ada, grace)
    await clocks.set(ada, -24 * HOUR)
    await connect(grace, ada, 'Voice call')
    await clocks.set(ada, 24 * HOUR)
    await hangUp(grace, ada)
    await connect(ada, grace, 'Voice call')
    await hangUp(ada, grace)
  },
)
