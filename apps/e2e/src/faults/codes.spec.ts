import type { Page } from '@playwright/test'
import { launchChromium } from '../support/chromium.ts'
import { exchangeCodes, hears } from '../support/codes.ts'
import { installProbe } from '../support/probe.ts'
import { startServer } from '../support/server.ts'
import { test } from '../support/test.ts'
import { canMakeNetworks, createNetwork } from './network.ts'

const possible = canMakeNetworks()

test.describe('two machines in a network of their own', () => {
  test.beforeEach(({}, info) => {
    info.skip(!possible, 'network faults need Linux, root, and the packages iproute2 and iptables')
  })

  test('call each other by codes when their server is gone and there is no internet', async () => {
    const network = await createNetwork()
    const server = await startServer({ HOST: network.address, STUN_URLS: '' }, network.onRouter)
    const args = [`--unsafely-treat-insecure-origin-as-secure=${server.url}`]
    const open = async () => launchChromium({ executable: (await network.addMachine()).executable, args })
    const browsers = [await open(), await open()]
    try {
      const visit = async (at: number): Promise<Page> => {
        const page = await browsers[at]?.newPage()
        if (!page) throw new Error('no browser')
        // A press that waits for ever would not say which one it is.
        page.setDefaultTimeout(60_000)
        await page.addInitScript(installProbe)
        await page.goto(`${server.url}/#codes`)
        await page.evaluate(async () => void (await navigator.serviceWorker.ready))
        return page
      }
      const [ada, grace] = [await visit(0), await visit(1)]
      await server.down()
      await Promise.all([ada.reload(), grace.reload()])
      await exchangeCodes(ada, grace)
      await Promise.all([hears(ada), hears(grace)])
    } finally {
      for (const browser of browsers) await browser.close()
      await server.stop()
      await network.close()
    }
  })
})
