import { connect, hangUp, type Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Opens the chat with somebody, however long ago the controls faded. */
async function openChat(person: Person, peer: Person) {
  await person.page.mouse.move(400, 300 + Math.random() * 100)
  await person.button('Chat').click()
  return person.page.getByRole('region', { name: `Chat with ${peer.id}` })
}

test.describe('the chat', () => {
  test('both write and read; what comes while it is closed is told of, and is there', async ({ meet }) => {
    const [ada, grace] = [await meet('ada'), await meet('grace')]
    await connect(ada, grace)
    const hers = await openChat(ada, grace)
    // Keys of the call's shortcuts are text here.
    await hers.getByRole('textbox', { name: 'Message' }).pressSequentially('svm, see https://parley.example/a')
    await ada.page.keyboard.press('Enter')
    await expect(ada.button('Mute microphone')).toBeVisible()
    await expect(grace.page.getByText(`${ada.id}: svm, see`)).toBeVisible()
    const theirs = await openChat(grace, ada)
    const log = theirs.getByRole('log', { name: 'Messages' })
    await expect(log).toContainText('svm, see https://parley.example/a')
    const link = log.getByRole('link')
    await expect(link).toHaveAttribute('rel', /noopener/)
    await expect(link).toHaveAttribute('target', '_blank')
    await theirs.getByRole('textbox', { name: 'Message' }).fill('yes\n<b>no</b>')
    await theirs.getByRole('button', { name: 'Send', exact: true }).click()
    await expect(hers.getByRole('log')).toContainText('<b>no</b>')
    await expect(theirs).not.toContainText('Not delivered yet')
    await grace.page.keyboard.press('Escape')
    await expect(theirs).toBeHidden()
    await hangUp(ada, grace)
  })
})
