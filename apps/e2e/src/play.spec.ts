import type { Locator, Page } from '@playwright/test'
import { connect, hangUp, type Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

const table = (of: Person, other: Person): Locator => of.page.getByRole('region', { name: `Puck with ${other.id}` })

const scoreOf = async (of: Person, other: Person): Promise<[mine: number, theirs: number]> => {
  const words = (await table(of, other).getByRole('status').first().innerText()).replaceAll('\n', ' ')
  const [, mine, theirs] = /You (\d), \S+ (\d)$/.exec(words) ?? []
  return [Number(mine), Number(theirs)]
}

/** Records the hash of each frame that the page compares. The returned function resolves with all of them. */
async function noteHashes(page: Page): Promise<() => Promise<Record<string, string>>> {
  await page.evaluate(() => {
    const seen: Record<string, string> = {}
    Object.assign(window, { seen })
    setInterval(() => {
      const { frame, hash } = document.querySelector<HTMLElement>('[data-frame]')?.dataset ?? {}
      if (frame !== undefined && hash !== undefined && frame !== '0') seen[frame] = hash
    }, 50)
  })
  return () => page.evaluate(() => (window as unknown as { seen: Record<string, string> }).seen)
}

test('two who are in a call play: keys move paddles, goals count for both alike, the states agree, and one leaves', async ({
  meet,
}) => {
  const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
  await connect(ada, grace)
  await ada.button('Play').click()
  await expect(ada.page.getByText(`Asked ${grace.id} to play Puck`)).toBeVisible()
  await expect(grace.page.getByText(`${ada.id} wants to play Puck`)).toBeVisible()
  await grace.button('Not now').click()
  await expect(ada.page.getByText(`${grace.id} does not want to play now`)).toBeVisible()
  await ada.button('OK').click()

  await grace.button('Play').click()
  await expect(ada.page.getByText(`${grace.id} wants to play Puck`)).toBeVisible()
  const hashes = await Promise.all([noteHashes(ada.page), noteHashes(grace.page)])
  await ada.button('Play').last().click()
  for (const [one, other] of [
    [ada, grace],
    [grace, ada],
  ] as const) {
    await expect(table(one, other)).toBeVisible()
    await expect(one.page.getByLabel(`Picture of ${other.id}`)).toBeVisible()
  }

  // Both move out of the puck's way. During the game, S moves the paddle instead of sharing the screen.
  await ada.page.keyboard.down('ArrowDown')
  await grace.page.keyboard.down('s')
  await expect.poll(async () => Math.max(...(await scoreOf(ada, grace))), { timeout: 90_000 }).toBeGreaterThan(0)
  await ada.page.keyboard.up('ArrowDown')
  await grace.page.keyboard.up('s')
  await expect
    .poll(async () => {
      const [[mine, theirs], [graces, adas]] = [await scoreOf(ada, grace), await scoreOf(grace, ada)]
      return mine === adas && theirs === graces
    })
    .toBe(true)
  await expect(ada.button('Stop sharing')).toHaveCount(0)

  const [one, other] = await Promise.all(hashes.map((read) => read()))
  const both = Object.keys(one ?? {}).filter((frame) => other && frame in other)
  expect(both.length).toBeGreaterThanOrEqual(3)
  for (const frame of both) expect(one?.[frame]).toBe(other?.[frame])
  await expect(table(ada, grace)).toHaveAttribute('data-repairs', '0')

  await table(grace, ada).getByRole('button', { name: 'Leave game' }).click()
  await expect(ada.page.getByText(`${grace.id} left the game`)).toBeVisible()
  for (const { page } of [ada, grace]) await expect(page.locator('[data-frame]')).toHaveCount(0)
  await hangUp(ada, grace)
})

test('a game ends with its call, and with the page of one of the two', async ({ meet }) => {
  const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
  await connect(ada, grace)
  const begin = async () => {
    await ada.button('Play').click()
    await expect(grace.page.getByText(`${ada.id} wants to play Puck`)).toBeVisible()
    await grace.button('Play').last().click()
    await expect(table(ada, grace)).toHaveAttribute('data-waiting', 'false')
  }
  await begin()
  await grace.page.reload({ waitUntil: 'commit' })
  await expect(ada.page.getByText(`${grace.id} left the game`)).toBeVisible()
  await ada.button('OK').click()
  await begin()
  await hangUp(ada, grace)
})
