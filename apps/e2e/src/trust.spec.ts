import { changeDescriptions, startHostileServer } from './support/hostileServer.ts'
import { connect, hangUp, type Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Reads the safety number on a person's screen, as emoji names and digits. */
async function safetyNumber(person: Person): Promise<{ emoji: string[]; digits: string[] }> {
  const lock = person.page.getByRole('button', { name: /^(Encrypted|Verified)/ })
  await person.page.mouse.move(300, 300)
  await lock.click()
  const list = (name: string) => person.page.getByRole('list', { name })
  await expect(list('Digits').getByRole('listitem')).toHaveCount(12)
  const texts = (name: string) => list(name).getByRole('listitem').allInnerTexts()
  return { emoji: await texts('Emoji'), digits: await texts('Digits') }
}

test.describe('trust', () => {
  test('the safety number is the same on both screens, and once compared the lock says so, in the next call too', async ({
    meet,
  }) => {
    const [ada, grace] = await Promise.all([meet('ada'), meet('grace')])
    await connect(ada, grace)
    const [mine, theirs] = [await safetyNumber(ada), await safetyNumber(grace)]
    expect(mine).toEqual(theirs)
    expect(mine.emoji).toHaveLength(10)
    await grace.button('Mark as verified').click()
    await expect(grace.page.getByRole('button', { name: 'Verified', exact: true })).toBeVisible()
    await grace.page.keyboard.press('Escape')
    await ada.page.keyboard.press('Escape')
    await hangUp(ada, grace)
    await ada.dial(grace.id)
    await expect(grace.incoming(ada)).toContainText('Verified')
    await grace.button('Accept').click()
    await expect(grace.page.getByRole('button', { name: 'Verified', exact: true })).toBeVisible()
    await expect(ada.page.getByRole('button', { name: /^Encrypted/ })).toBeVisible()
    await hangUp(ada, grace)
  })

  test('T9: a hostile server that swaps the fingerprint gets no call, and both are warned', async ({
    meet,
    server,
  }) => {
    const hostile = await startHostileServer(server.url)
    const { url } = hostile
    const [ada, grace] = await Promise.all([meet('ada', { url }), meet('grace', { url })])
    await connect(ada, grace)
    await hangUp(ada, grace)

    hostile.tamper = changeDescriptions((signal) => {
      const sdp = signal.description.sdp.replace(
        /(a=fingerprint:sha-256 )(..)/g,
        (_all, name, byte) => `${name}${byte === '00' ? '01' : '00'}`,
      )
      return { ...signal, description: { ...signal.description, sdp } }
    })
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    const warning = /could not be verified.*listen in/
    await Promise.all([ada.isDone(warning), grace.isDone(warning)])
    expect((await ada.media()).framesDecoded + (await grace.media()).framesDecoded).toBe(0)
    await Promise.all([ada.context.close(), grace.context.close()])
    await hostile.stop()
  })

  test('T9: a hostile server that puts another key in the place of a known one is found out', async ({
    meet,
    server,
  }) => {
    const hostile = await startHostileServer(server.url)
    const { url } = hostile
    const [ada, grace, mallory] = await Promise.all([
      meet('ada', { url }),
      meet('grace', { url }),
      meet('mallory', { url }),
    ])
    await connect(ada, grace)
    await hangUp(ada, grace)

    // Replaces ada's seal by mallory's: a valid identity and signature, but of another person.
    let stolen: object | null = null
    hostile.tamper = changeDescriptions((signal) => {
      stolen ??= signal.seal
      return signal
    })
    await connect(mallory, grace)
    await hangUp(mallory, grace)
    hostile.tamper = changeDescriptions((signal) => ({ ...signal, seal: { ...signal.seal, ...stolen } }))
    await ada.dial(grace.id)
    await grace.button('Accept').click()
    await Promise.all([ada.isDone(/could not be verified/), grace.isDone(/could not be verified/)])
    await Promise.all([ada, grace, mallory].map(({ context }) => context.close()))
    await hostile.stop()
  })

  test('somebody known who rings with another identity is announced as such, and the person decides', async ({
    meet,
    serve,
  }) => {
    const [one, two] = [await serve({}), await serve({})]
    const hostile = await startHostileServer(one.url)
    const { url } = hostile
    const [ada, grace] = await Promise.all([meet('ada', { url }), meet('grace', { url })])
    await connect(ada, grace)
    await hangUp(ada, grace)
    // Switches to another server behind the same URL, where somebody else claims the ID.
    await ada.context.close()
    hostile.real = two.url
    await grace.page.reload()
    await grace.isOnline()
    const impostor = await meet('ada', { url })
    expect(impostor.id).toBe(ada.id)

    await impostor.dial(grace.id)
    await expect(grace.incoming(impostor)).toContainText('identity has changed')
    await grace.button('Decline').click()
    await impostor.isDone(`${grace.id} declined`)

    await grace.dial(impostor.id)
    await impostor.button('Accept').click()
    await expect(grace.page.getByRole('alertdialog')).toContainText('identity has changed')
    expect((await impostor.media()).framesDecoded, 'nothing is sent before the decision').toBe(0)
    await grace.page.getByRole('alertdialog').getByRole('button', { name: 'Hang up' }).click()
    await Promise.all([grace.isDone('Call ended'), impostor.isDone('Call ended')])

    await grace.dial(impostor.id)
    await impostor.button('Accept').click()
    await grace.button('Continue with the new identity').click()
    await Promise.all([grace.seesAndHears(), impostor.seesAndHears()])
    await hangUp(grace, impostor)
    await Promise.all([grace.context.close(), impostor.context.close()])
    await hostile.stop()
  })
})
