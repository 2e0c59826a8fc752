import '@fontsource-variable/inter/wght.css'
import '@parley/ui/styles.css'
import { browserPlatform, createClient } from '@parley/client'
import { ClientProvider } from '@parley/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { AppShell } from './app/AppShell.tsx'
import { createLazyScreens } from './app/lazyScreens.tsx'
import { keepForOffline } from './app/offline.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
const client = createClient(browserPlatform())
createRoot(root).render(
  <StrictMode>
    <ClientProvider client={client}>
      <AppShell screens={createLazyScreens(client)} />
    </ClientProvider>
  </StrictMode>,
)
// A development build must not be stored by a service worker.
if (import.meta.env.PROD) {
  keepForOffline({ workers: navigator.serviceWorker, call: () => client.store.getState().call.current })
}
