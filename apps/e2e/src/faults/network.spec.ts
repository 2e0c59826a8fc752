import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Browser, Locator } from '@playwright/test'
import { launchChromium } from '../support/chromium.ts'
import { connect, hangUp, type Person } from '../support/person.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { test as base, expect, THOROUGH } from '../support/test.ts'
import { openChat, sendFile } from '../support/together.ts'
import { pathOf, playedVoice, report, seenAgain, seesNothingMore } from './measure.ts'
import { canMakeNetworks, createNetwork, type Machine, type Network } from './network.ts'

interface Place {
  network: Network
  server: TestServer
  machines: [Machine, Machine]
  browsers: [Browser, Browser]
}

/** Builds two machines with a browser each, and a server on the router. */
async function build(network: Network): Promise<Omit<Place, 'network'>> {
  const server = await startServer({ HOST: network.address }, network.onRouter)
  const machines: [Machine, Machine] = [await network.addMachine(), await network.addMachine()]
  // Camera and microphone need a secure origin, and the server's address is not loopback.
  const args = [`--unsafely-treat-insecure-origin-as-secure=${server.url}`]
  const open = ({ executable }: Machine) => launchChromium({ executable, args })
  return { server, machines, browsers: [await open(machines[0]), await open(machines[1])] }
}

const test = base.extend<{ people: [Person, Person] }, { place: Place }>({
  place: [
    async ({}, use) => {
      const network = await createNetwork()
      let built: Omit<Place, 'network'> | null = null
      try {
        built = await build(network)
        await use({ network, ...built })
      } finally {
        for (const browser of built?.browsers ?? []) await browser.close()
        await built?.server.stop()
        await network.close()
      }
    },
    { scope: 'worker' },
  ],
  // The two are in a call when the test begins; the network is mended when it ends.
  people: async ({ place, meet }, use) => {
    const [one, other] = place.browsers
    const url = place.server.url
    const [ada, grace] = await Promise.all([meet('ada', { browser: one, url }), meet('grace', { browser: other, url })])
    await connect(ada, grace)
    await use([ada, grace])
    for (const machine of place.machines) await machine.mend()
  },
})

const isReconnecting = ({ page }: Person) => expect(page.getByText(/^Reconnecting…/).first()).toBeVisible()

/** Watches the progress of a file. The returned function resolves with the lowest progress seen, in bytes. */
async function leastProgress(chat: Locator): Promise<() => Promise<number>> {
  const watched = await chat.evaluateHandle((element) => {
    const seen = { least: Number.POSITIVE_INFINITY }
    const look = () => {
      const bar = element.querySelector('progress')
      if (bar) seen.least = Math.min(seen.least, bar.value)
    }
    look()
    new MutationObserver(look).observe(element, { attributes: true, childList: true, subtree: true })
    return seen
  })
  return () => watched.evaluate(({ least }) => least)
}

const possible = canMakeNetworks()

test.describe('the network', () => {
  // A browser without an interface loses the server too, until it has another.
  test.use({ losesServer: true })

  test.beforeEach(({}, info) => {
    info.skip(!possible, 'network faults need Linux, root, and the packages iproute2 and iptables')
  })

  test('the way between the two is cut for 10 s: both see each other again', async ({ place, people }, info) => {
    const [ada, grace] = people
    const cutAt = Date.now()
    await place.machines[0].cut()
    await Promise.all(people.map(isReconnecting))
    await Promise.all(people.map(seesNothingMore))
    await new Promise((resolve) => setTimeout(resolve, cutAt + 10_000 - Date.now()))
    await place.machines[0].mend()
    const mendedAt = Date.now()
    const seen = await Promise.all(people.map(seenAgain))
    report(info, 'network path cut for 10 s', 'seen again after', (Math.max(...seen) - mendedAt) / 1000)
    await Promise.all(people.map((person) => person.seesAndHears()))
    await hangUp(ada, grace)
  })

  test(
    'a file is under way when the way is cut for 10 s: it goes on from where it was',
    THOROUGH,
    async ({ place, people }) => {
      const [ada, grace] = people
      const bytes = randomBytes(4_000_000)
      // Slow enough that the file is still under way at the cut.
      await place.machines[0].limit(10_000)
      await sendFile(ada, grace, 'a.bin', bytes)
      const chat = await openChat(grace, ada)
      await chat.getByRole('button', { name: 'Accept a.bin' }).click()
      const progress = async () => Number(await chat.getByRole('progressbar').getAttribute('value'))
      await expect.poll(progress, { intervals: [50] }).toBeGreaterThan(300_000)
      const cutAt = Date.now()
      await place.machines[0].cut()
      await Promise.all(people.map(isReconnecting))
      const least = await leastProgress(chat)
      await new Promise((resolve) => setTimeout(resolve, cutAt + 10_000 - Date.now()))
      const saved = grace.page.waitForEvent('download')
      await place.machines[0].mend()
      const received = await readFile(await (await saved).path())
      expect(received.equals(bytes)).toBe(true)
      expect(await least(), 'not from its beginning').toBeGreaterThan(300_000)
      await hangUp(ada, grace)
    },
  )

  test('one of the two gets another network and address: the call goes on', async ({ place, people }, info) => {
    const [ada, grace] = people
    const before = await Promise.all(people.map(pathOf))
    const changedAt = Date.now()
    await place.machines[0].changeAddress()
    const hasAnother = async (person: Person, side: number) => {
      const path = await pathOf(person)
      return path !== null && path !== before[side]
    }
    await Promise.all(
      people.map((person, side) => expect.poll(() => hasAnother(person, side), { intervals: [50] }).toBe(true)),
    )
    const seen = await Promise.all(people.map(seenAgain))
    report(info, 'network and address changed', 'seen again after', (Math.max(...seen) - changedAt) / 1000)
    await Promise.all(people.map((person) => person.seesAndHears()))
    await hangUp(ada, grace)
  })

  test('the network drops every packet that is marked: a call connects as on any other', async ({ place, people }) => {
    const [ada, grace] = people
    await place.machines[0].dropMarked()
    await hangUp(ada, grace)
    await connect(ada, grace)
    await hangUp(ada, grace)
  })

  test('the network is weak: the call lives and the voice is heard', async ({ place, people }, info) => {
    const [ada, grace] = people
    await place.machines[0].lose(10)
    await place.machines[0].limit(300)
    const before = await Promise.all(people.map(playedVoice))
    // Six seconds of sound at 48 kHz.
    const samples = 6 * 48_000
    const shares = people.map(async (person, side) => {
      const since = before[side] ?? { all: 0, concealed: 0 }
      await expect
        .poll(async () => (await playedVoice(person)).all - since.all, { timeout: 90_000 })
        .toBeGreaterThan(samples)
      const { all, concealed } = await playedVoice(person)
      return (100 * (concealed - since.concealed)) / (all - since.all)
    })
    const worst = Math.max(...(await Promise.all(shares)))
    report(info, '10 % loss and 300 kbit/s', 'of the voice made up by the browser', worst, '%')
    expect(worst, 'most of the voice arrives').toBeLessThan(50)
    await Promise.all(people.map((person) => person.hears()))
    await expect(ada.inCall(grace)).toBeVisible()
    await expect(grace.inCall(ada)).toBeVisible()
    await place.machines[0].mend()
    await Promise.all(people.map((person) => person.seesAndHears()))
    await hangUp(ada, grace)
  })
})
