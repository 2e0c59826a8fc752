import type { Client } from '@parley/client'
import { createContext, type ReactNode, use } from 'react'
import { Provider } from 'react-redux'

const Context = createContext<Client | null>(null)

/** Provides the client to everything below it: its state by `useSelector` of react-redux, the rest by `useClient`. */
export function ClientProvider({ client, children }: { client: Client; children: ReactNode }) {
  return (
    <Context value={client}>
      <Provider store={client.store}>{children}</Provider>
    </Context>
  )
}

/** The client, for components under a `ClientProvider`. Throws outside of one. */
export function useClient(): Client {
  const client = use(Context)
  if (!client) throw new Error('useClient needs a ClientProvider above it')
  return client
}
