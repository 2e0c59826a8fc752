import { expect, it } from 'vitest'
import { deviceInviteOf, deviceLink } from './deviceLink.ts'

const secret = 'AbCdEfGhIjKlMnOpQrStU_'

it('carries secret and ID in the fragment, and reads them back', () => {
  const url = new URL(deviceLink({ secret, userId: 'Ada.L-1' }, 'https://parley.example/'))
  expect(url.pathname + url.search).toBe('/')
  expect(deviceInviteOf(url.hash)).toEqual({ secret, userId: 'Ada.L-1' })
})

it.each([
  '',
  '#',
  '#link=short&id=ada',
  `#link=${secret}`,
  `#link=${secret}&id=<script>`,
  `#link=${secret}&id=a`,
  `#link=${secret}=&id=ada`,
])('takes "%s" for an ordinary address', (hash) => {
  expect(deviceInviteOf(hash)).toBeNull()
})

it.each(['.', ')', ',', '%3E', '%20', '%E2%80%8B', '&utm_source=mail'])(
  'is read though a messenger put "%s" behind it',
  (sign) => expect(deviceInviteOf(`#link=${secret}&id=ada${sign}`)).toEqual({ secret, userId: 'ada' }),
)

it('carries the root of the ID, so that a browser need not trust the server for it', () => {
  const root = `B${'A'.repeat(86)}`
  const { hash } = new URL(deviceLink({ secret, userId: 'ada', root }, 'https://parley.example/'))
  expect(deviceInviteOf(hash)).toEqual({ secret, userId: 'ada', root })
  expect(deviceInviteOf(`${hash}A`)).toBeNull()
})

it('a link for one more device leads to the page that it was made on, also under a path', () => {
  expect(deviceLink({ secret: 's', userId: 'ada' }, 'https://example.org/parley/')).toBe(
    'https://example.org/parley/#link=s&id=ada',
  )
})
