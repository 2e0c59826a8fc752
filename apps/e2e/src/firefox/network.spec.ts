import type { Browser } from '@playwright/test'
import { report, seenAgain, seesNothingMore } from '../faults/measure.ts'
import { canMakeNetworks, createNetwork, type Machine, type Network } from '../faults/network.ts'
import { launchChromium } from '../support/chromium.ts'
import { launchFirefox } from '../support/firefox.ts'
import { connect, hangUp, type Person } from '../support/person.ts'
import { startServer } from '../support/server.ts'
import { test as base, expect } from '../support/test.ts'
import { hasTurnServer, startTurnServer } from '../support/turnServer.ts'

interface Place {
  network: Network
  firefox: Browser
  chromium: Browser
  machines: [Machine, Machine]
  /** Closed in the opposite order. */
  after(close: () => Promise<unknown>): void
}

/** Firefox on one machine and Chromium on the other, which trust a server on the router. */
const test = base.extend<{ place: Place }>({
  place: async ({}, use) => {
    const network = await createNetwork()
    const closing: (() => Promise<unknown>)[] = [network.close]
    const after = (close: () => Promise<unknown>) => void closing.unshift(close)
    try {
      const machines: [Machine, Machine] = [await network.addMachine('firefox'), await network.addMachine()]
      const trusted = `http://${network.address}:${PORT}`
      const firefox = await launchFirefox({
        executable: machines[0].executable,
        // Camera and microphone need a secure origin, and the server's address is not loopback.
        prefs: {
          'dom.securecontext.allowlist': network.address,
          'media.devices.insecure.enabled': true,
          'media.getusermedia.insecure.enabled': true,
        },
      })
      after(() => firefox.close())
      const args = [`--unsafely-treat-insecure-origin-as-secure=${trusted}`]
      const chromium = await launchChromium({ executable: machines[1].executable, args })
      after(() => chromium.close())
      await use({ network, firefox, chromium, machines, after })
    } finally {
      for (const close of closing) await close()
    }
  },
})

const PORT = 8443

const possible = canMakeNetworks()

/** Starts a server on the router, and lets two call each other there: ada with Firefox, grace with Chromium. */
async function call(
  place: Place,
  meet: (id: string, options: { browser: Browser; url: string }) => Promise<Person>,
  env: Record<string, string> = {},
): Promise<{ people: [Person, Person]; stop(): Promise<unknown> }> {
  const { network, firefox, chromium } = place
  const server = await startServer({ HOST: network.address, PORT: String(PORT), ...env }, network.onRouter)
  place.after(server.stop)
  const { url } = server
  const people = await Promise.all([meet('ada', { browser: firefox, url }), meet('grace', { browser: chromium, url })])
  return { people, stop: server.stop }
}

test.describe('Firefox in a network of its own', () => {
  test.use({ losesServer: true })

  test.beforeEach(({}, info) => {
    info.skip(!possible, 'network faults need Linux, root, and the packages iproute2 and iptables')
  })

  test('the way between the two is cut for 10 s: both see each other again', async ({ place, meet }, info) => {
    const { people } = await call(place, meet)
    const [ada, grace] = people
    await connect(ada, grace)
    const cutAt = Date.now()
    await place.machines[0].cut()
    await Promise.all(people.map(({ page }) => expect(page.getByText(/^Reconnecting…/).first()).toBeVisible()))
    await Promise.all(people.map(seesNothingMore))
    await new Promise((resolve) => setTimeout(resolve, cutAt + 10_000 - Date.now()))
    await place.machines[0].mend()
    const mendedAt = Date.now()
    const seen = await Promise.all(people.map(seenAgain))
    report(
      info,
      'Firefox to Chromium, network path cut for 10 s',
      'seen again after',
      (Math.max(...seen) - mendedAt) / 1000,
    )
    await Promise.all(people.map((person) => person.seesAndHears()))
    await hangUp(ada, grace)
  })

  test('there is no direct way and no relay: both are told while it tries, at the end, and in their recent calls', async ({
    place,
    meet,
  }) => {
    for (const machine of place.machines) await machine.cut()
    const { people } = await call(place, meet, { STUN_URLS: '' })
    const [ada, grace] = people
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    const told = ({ page }: Person, words: RegExp) => expect(page.getByText(words)).toBeVisible({ timeout: 45_000 })
    await Promise.all(people.map((person) => told(person, /^Still trying\. Your networks may not allow/)))
    await Promise.all(people.map((person) => told(person, /there is no direct way, and this server has no relay/)))
    await Promise.all(people.map((person) => person.releasesAll()))
    await Promise.all(people.map((person) => told(person, /^Did not connect ·/)))
  })

  test('two who can only be relayed are seen and heard over TURN by UDP, and by TCP', async ({ place, meet }, info) => {
    info.skip(!hasTurnServer(), 'the tests of relays need coturn')
    const { network, machines } = place
    const turn = await startTurnServer(network.address, network.onRouter)
    place.after(turn.stop)
    // No packet passes from machine to machine; the server and the relay are on the router.
    for (const machine of machines) await machine.cut()
    for (const transport of ['udp', 'tcp'] as const) {
      const env = { TURN_URLS: turn.url(transport), TURN_SECRET: turn.secret, STUN_URLS: '' }
      const { people, stop } = await call(place, meet, env)
      const [ada, grace] = people
      await connect(ada, grace)
      await hangUp(grace, ada)
      await connect(grace, ada)
      await hangUp(ada, grace)
      for (const { context } of people) await context.close()
      await stop()
    }
  })
})
