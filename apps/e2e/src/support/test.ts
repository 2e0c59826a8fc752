import { type Browser, test as base, expect } from '@playwright/test'
import { type BrowserOptions, launchChromium } from './chromium.ts'
import { launchFirefox } from './firefox.ts'
import { newPerson, openApp, type Person } from './person.ts'
import { LOST_SERVER, startServer, type TestServer } from './server.ts'

interface Fixtures {
  /** Opens a person online under this ID, in a new profile. */
  meet(id: string, options?: { browser?: Browser; phone?: boolean; url?: string; holdable?: boolean }): Promise<Person>
  /** Opens another tab in a person's browser. */
  anotherTab(of: Person): Promise<Person>
  /** Launches another browser, which is closed with the test. */
  launch(options: BrowserOptions): Promise<Browser>
  /** Starts another server, which is stopped with the test. */
  serve(env: Record<string, string>): Promise<TestServer>
  /** The errors on the pages; any of them fails the test. */
  problems: string[]
  /** True if the test loses its server: pages keep the app, and the browser's errors about it are expected. */
  losesServer: boolean
}

/**
 * The details of a test that `npm run test:all` and `npm run faults` run and `npm test` leaves out: unit tests or the
 * simulation prove the same, and it takes time of processors that others need.
 */
export const THOROUGH = { tag: '@thorough' }

/** The number of this worker's tests; it makes IDs differ, so that one server serves all tests. */
let tests = 0

/** The test function with people, browsers and servers. */
export const test = base.extend<
  Fixtures & { suffix: string },
  { chromium: Browser; firefox: Browser; server: TestServer }
>({
  chromium: [
    async ({}, use) => {
      const browser = await launchChromium()
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  firefox: [
    async ({}, use) => {
      const browser = await launchFirefox()
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  server: [
    async ({}, use) => {
      const server = await startServer()
      await use(server)
      await server.stop()
    },
    { scope: 'worker' },
  ],
  suffix: async ({}, use) => use(`.${(tests++).toString(36)}${Date.now().toString(36).slice(-4)}`),
  losesServer: [false, { option: true }],
  problems: async ({ losesServer }, use) => {
    const problems: string[] = []
    await use(problems)
    const unexpected = losesServer ? problems.filter((problem) => !LOST_SERVER.test(problem)) : problems
    expect(unexpected, 'errors on the pages').toEqual([])
  },
  // `serve` is a dependency so that its servers stop after the people's pages, which would log errors otherwise.
  meet: async ({ chromium, server, suffix, problems, losesServer, serve: _ }, use) => {
    const people: Person[] = []
    await use(async (id, { browser = chromium, url = server.url, ...how } = {}) => {
      const person = await newPerson(browser, url, id + suffix, problems, { ...how, worker: losesServer })
      people.push(person)
      return person
    })
    await Promise.all(people.map(({ context }) => context.close()))
  },
  anotherTab: async ({ problems }, use) =>
    use(async (of) => {
      const tab = await openApp(of.context, of.page.url(), of.id, problems)
      await tab.isOnline()
      return tab
    }),
  launch: async ({}, use) => {
    const browsers: Browser[] = []
    await use(async (options) => {
      const browser = await launchChromium(options)
      browsers.push(browser)
      return browser
    })
    for (const browser of browsers) await browser.close()
  },
  serve: async ({}, use) => {
    const servers: TestServer[] = []
    await use(async (env) => {
      const server = await startServer(env)
      servers.push(server)
      return server
    })
    for (const server of servers) await server.stop()
  },
})

export { expect }
