import { type Browser, test as base, expect } from '@playwright/test'
import { type BrowserOptions, launchChromium } from './chromium.ts'
import { newPerson, openApp, type Person } from './person.ts'
import { LOST_SERVER, startServer, type TestServer } from './server.ts'

interface Fixtures {
  /** Somebody online under this ID, in a profile of their own. */
  meet(id: string, options?: { browser?: Browser; phone?: boolean; url?: string; holdable?: boolean }): Promise<Person>
  /** Another tab of somebody's browser. */
  anotherTab(of: Person): Promise<Person>
  /** A browser started otherwise; closed with the test. */
  launch(options: BrowserOptions): Promise<Browser>
  /** A server configured otherwise; stopped with the test. */
  serve(env: Record<string, string>): Promise<TestServer>
  problems: string[]
  /** Whether a browser may complain that its server has gone. */
  losesServer: boolean
}

/** IDs differ from test to test, so that one server serves them all. */
let tests = 0

export const test = base.extend<Fixtures & { suffix: string }, { chromium: Browser; server: TestServer }>({
  chromium: [
    async ({}, use) => {
      const browser = await launchChromium()
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
  // `serve` is named so that it is taken down after the people: a browser whose server has gone complains.
  meet: async ({ chromium, server, suffix, problems, serve: _ }, use) => {
    const people: Person[] = []
    await use(async (id, { browser = chromium, url = server.url, ...how } = {}) => {
      const person = await newPerson(browser, url, id + suffix, problems, how)
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
