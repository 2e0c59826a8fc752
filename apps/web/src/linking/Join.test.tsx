import { createFakeClient, idKnown } from '@parley/client/testing'
import { ClientProvider } from '@parley/react'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { Join } from './Join.tsx'

afterEach(cleanup)

function setup(userId: string) {
  const { client } = createFakeClient()
  client.store.dispatch(idKnown(userId))
  const invite = { secret: 'x'.repeat(22), userId: 'ada' }
  const devices = { join: () => ({ close: () => undefined }) }
  render(
    <ClientProvider client={client}>
      <Join devices={devices} invite={invite} onDone={() => undefined} />
    </ClientProvider>,
  )
}

it('asks before this browser joins, also if it has another ID', () => {
  setup('grace')
  expect(screen.getByRole('button', { name: 'Add this browser' })).toBeTruthy()
})

it('a browser that has the ID already does not join: it would look like a second device', () => {
  setup('Ada')
  expect(screen.getByText(/one of your devices already/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Add this browser' })).toBeNull()
})
