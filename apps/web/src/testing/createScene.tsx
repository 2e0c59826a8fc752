import { createFakeClient } from '@parley/client/testing'
import { CallProvider, ClientProvider } from '@parley/react'
import type { ReactNode } from 'react'

/** Creates a client on fake devices, its engine, and a wrapper with the providers that screens need. */
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
