import '@fontsource-variable/inter/wght.css'
import '@parley/ui/styles.css'
import { createApp } from '@parley/client'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Provider } from 'react-redux'
import { AppShell } from './app/AppShell.tsx'
import { keepForOffline } from './app/offline.ts'
import { createRooms } from './app/rooms.tsx'
import { createLoadCalls } from './call/loadCalls.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
const app = createApp()
const load = createLoadCalls(app)
const loadCalls = async () => (await load()).render
const rooms = createRooms(app, load)
createRoot(root).render(
  <StrictMode>
    <Provider store={app.store}>
      <AppShell loadCalls={loadCalls} rooms={rooms} isOwn={app.isOwn} onUseHere={app.connect} onNewLink={app.newLink} />
    </Provider>
  </StrictMode>,
)
// The page of development is never to be kept.
if (import.meta.env.PROD) {
  keepForOffline({ workers: navigator.serviceWorker, call: () => app.store.getState().call.current })
}
