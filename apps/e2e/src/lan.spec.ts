import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, hangUp } from './support/person.ts'
import { startServer } from './support/server.ts'
import { expect, test } from './support/test.ts'

/** The pin by which Chromium recognises a key (RFC 7469 §2.4). */
function pinOf(file: string): string {
  const key = new X509Certificate(readFileSync(file)).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(key).digest('base64')
}

/** An address of this machine that browsers do not treat as a secure origin; `localhost` if there is no network. */
const ownAddress =
  Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? 'localhost'

test('with --lan a page that came over the network has camera and microphone, and a call connects', async ({
  launch,
  meet,
}) => {
  const data = mkdtempSync(join(tmpdir(), 'parley-lan-'))
  const server = await startServer({ HOST: '0.0.0.0', DATA_DIR: data }, [], ['--lan'])
  try {
    expect(server.url).toMatch(/^https:/)
    const url = server.url.replace('localhost', ownAddress)
    const browser = await launch({
      args: [`--ignore-certificate-errors-spki-list=${pinOf(join(data, 'lan', 'server.crt'))}`],
    })
    const [ada, grace] = await Promise.all([meet('ada', { browser, url }), meet('grace', { browser, url })])
    expect(await ada.page.evaluate(() => [location.protocol, isSecureContext])).toEqual(['https:', true])
    await connect(ada, grace)
    await hangUp(ada, grace)

    await expect.poll(() => server.log()).toContain('Fingerprint')
    const [trust = ''] = /http:\/\/[\w.-]+:\d+/.exec(server.log()) ?? []
    await ada.page.goto(trust)
    await expect(ada.page.getByRole('heading', { name: 'Trust this Parley' })).toBeVisible()
    const fetched = ada.page.waitForEvent('download')
    await ada.page.getByRole('link', { name: 'Fetch the certificate' }).click()
    expect(readFileSync(await (await fetched).path(), 'utf8')).toBe(
      readFileSync(join(data, 'lan', 'authority.crt'), 'utf8'),
    )
    await ada.page.getByRole('link', { name: 'Open Parley' }).click()
    await ada.isHome()
    for (const { context } of [ada, grace]) await context.close()
  } finally {
    await server.stop()
    rmSync(data, { recursive: true, force: true })
  }
})
