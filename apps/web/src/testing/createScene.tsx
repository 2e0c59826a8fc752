import { createFakeClient } from '@parley/client/testing'
import { CallProvider, ClientProvider } from '@parley/react'
import type { ReactNode } from 'react'

/** A client on fake devices, with its engine, and what its screens are rendered in. */
export async function createScene() {
  const { client, page } = createFakeClient()
  const calls = await client.calls()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <ClientProvider client={client}>
      <CallProvider calls={calls}>{children}</CallProvider>
    </ClientProvider>
  )
  return { client, store: client.store, calls, media: page.media, wrapper }
}
