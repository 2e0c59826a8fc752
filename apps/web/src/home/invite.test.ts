import { afterEach, expect, it, vi } from 'vitest'
import { invitedTo, inviteLink, shareInvite } from './invite.ts'

afterEach(() => vi.unstubAllGlobals())

const stub = (coarse: boolean, navigator: object) => {
  vi.stubGlobal('matchMedia', () => ({ matches: coarse }))
  vi.stubGlobal('navigator', navigator)
}

it('an invite link carries any ID unchanged', () => {
  for (const id of ['ada', 'Grace.H', 'a-b_c']) expect(invitedTo(new URL(inviteLink(id)).search)).toBe(id)
  expect(invitedTo('')).toBe('')
})

it('an invite leads to the page that it was made on, also under a path', () => {
  expect(inviteLink('ada', 'https://example.org/parley/')).toBe('https://example.org/parley/?call=ada')
  expect(inviteLink('ada')).toBe(`${location.origin}${location.pathname}?call=ada`)
})

it.each(['.', ')', ',', '%3E', '%20', '%E2%80%8B', '&utm_source=mail', '#'])(
  'an invite opens with the ID, though a messenger put "%s" behind it',
  (sign) => expect(invitedTo(new URL(`https://parley.example/?fbclid=x&call=ada${sign}`).search)).toBe('ada'),
)

it('an invite for what is no ID shows it, for the person to correct', () => {
  expect(invitedTo('?call=ad%C3%A4')).toBe('adä')
  expect(invitedTo('?callee=ada')).toBe('')
})

it('an invite is copied on a desktop, and a failure is returned', async () => {
  const writeText = vi.fn(async () => undefined)
  stub(false, { clipboard: { writeText }, share: vi.fn() })
  expect(await shareInvite('ada')).toBe(true)
  expect(writeText).toHaveBeenCalledWith(inviteLink('ada'))
  writeText.mockRejectedValue(new DOMException('', 'NotAllowedError'))
  expect(await shareInvite('ada')).toBe(false)
})

it('an invite opens the share sheet of a phone, and closing the sheet copies nothing', async () => {
  const share = vi.fn(async () => undefined)
  const writeText = vi.fn(async () => undefined)
  stub(true, { share, clipboard: { writeText } })
  expect(await shareInvite('ada')).toBe(true)
  share.mockRejectedValue(new DOMException('', 'AbortError'))
  expect(await shareInvite('ada')).toBe(false)
  expect(writeText).not.toHaveBeenCalled()
})
