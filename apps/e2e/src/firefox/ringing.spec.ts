import { nameOf, pairsOf, test } from '../support/pairs.ts'
import { hangUp } from '../support/person.ts'
import { expect } from '../support/test.ts'

/** Longer than Firefox's ICE has patience with a description that nothing follows: 5 s. Milliseconds. */
const RINGS_MS = 8_000

for (const pair of pairsOf(['chromium', 'firefox'])) {
  const [caller, callee] = pair
  test(`${nameOf(pair)}: a stranger's call that rings for eight seconds is seen and heard once it is answered`, async ({
    meet,
    browsers,
  }) => {
    const [ada, grace] = await Promise.all([
      meet('ada', { browser: browsers[caller] }),
      meet('grace', { browser: browsers[callee] }),
    ])
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toBeVisible()
    await grace.page.waitForTimeout(RINGS_MS)
    await grace.button('Accept').click()
    const at = Date.now()
    const seen = await Promise.all([ada.seesAndHears(), grace.seesAndHears()])
    console.log(
      nameOf(pair),
      seen.map((t) => t - at),
    )
    await hangUp(ada, grace)
  })
}
