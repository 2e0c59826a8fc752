import '@fontsource-variable/inter/wght.css'
import '@parley/ui/styles.css'
import { browserPlatform, createClient } from '@parley/client'
import { ClientProvider } from '@parley/react'
import { UnsupportedScreen } from '@parley/ui'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { AppShell } from './app/AppShell.tsx'
import { createLazyScreens } from './app/lazyScreens.tsx'
import { keepForOffline } from './app/offline.ts'
import { reloadWhenRestored } from './app/reloadWhenRestored.ts'
import { canCall } from './browser/canCall.ts'

const element = document.getElementById('root')
if (!element) throw new Error('index.html has no #root')
const root = createRoot(element)

/** Runs the client as long as the page lives. */
function start(): void {
  const client = createClient(browserPlatform())
  root.render(
    <StrictMode>
      <ClientProvider client={client}>
        <AppShell screens={createLazyScreens(client)} />
      </ClientProvider>
    </StrictMode>,
  )
  reloadWhenRestored(window, () => location.reload())
  // A development build must not be stored by a service worker.
  if (import.meta.env.PROD) {
    keepForOffline({ workers: navigator.serviceWorker, call: () => client.store.getState().call.current })
  }
}

// A device that goes online rings for others, and one that cannot connect would ring in vain.
if (canCall()) start()
else root.render(<UnsupportedScreen />)
