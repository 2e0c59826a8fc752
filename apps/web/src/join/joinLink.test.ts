import { createKeyPair } from '@parley/identity'
import { expect, it } from 'vitest'
import { joinInviteOf, joinLink } from './joinLink.ts'

const secret = 'AbCdEfGhIjKlMnOpQrStU_'

it('carries secret and ID in the fragment, which no server sees, and gives them back', () => {
  const url = new URL(joinLink({ secret, userId: 'Ada.L-1' }, 'https://parley.example'))
  expect(url.pathname + url.search).toBe('/')
  expect(joinInviteOf(url.hash)).toEqual({ secret, userId: 'Ada.L-1' })
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
  expect(joinInviteOf(hash)).toBeNull()
})

it('carries the root of the ID, for a browser that need not believe the server about it', async () => {
  const { publicKey: root } = await createKeyPair()
  const { hash } = new URL(joinLink({ secret, userId: 'ada', root }, 'https://parley.example'))
  expect(joinInviteOf(hash)).toEqual({ secret, userId: 'ada', root })
  expect(joinInviteOf(`${hash}A`)).toBeNull()
})
