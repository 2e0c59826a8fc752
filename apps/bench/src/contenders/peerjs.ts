import type { Browser, Page } from '@playwright/test'
import type { PeerOptions } from '../inPage/peerjsCall.ts'
import { observe } from '../lab/observe.ts'
import type { Contender } from './pair.ts'

/** How PeerJS's pages are opened. */
export interface PeerjsOptions extends Pick<PeerOptions, 'port' | 'iceServers'> {
  browser: Browser
  /** The URL of the pages. */
  url: string
  /** True if media may only take the TURN server. */
  relayed: boolean
  /** False: the called side answers at once, as at a call link, and the pair's `callee` is the one who calls. */
  asks?: boolean
}

let people = 0

/** Creates the contender of PeerJS with its own server, in its documentation's page; each person has a new profile. */
export function createPeerjs({ browser, url, port, iceServers, relayed, asks = true }: PeerjsOptions): Contender {
  async function join(id: string, other: string): Promise<Page> {
    const page = await (await browser.newContext()).newPage()
    await observe(page, relayed)
    await page.goto(`${url}/peerjsCall.html`)
    await page.waitForFunction(() => typeof window.startPeer === 'function')
    await page.evaluate((options) => window.startPeer(options), { id, other, port, iceServers, asks })
    return page
  }

  return {
    name: asks ? 'PeerJS' : 'PeerJS call',
    async open() {
      const suffix = (people++).toString(36)
      const [ada, bob] = [`ada-${suffix}`, `bob-${suffix}`]
      const [caller, callee] = await Promise.all([join(ada, bob), join(bob, ada)])
      return {
        ...{ caller, callee, answersBy: asks ? 'Accept' : 'Call' },
        place: async () => (asks ? caller.getByRole('button', { name: 'Call' }).click() : undefined),
        close: async () => void (await Promise.all([caller, callee].map((page) => page.context().close()))),
      }
    },
  }
}
