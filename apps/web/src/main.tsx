import '@fontsource-variable/inter/wght.css'
import '@parley/ui/styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Provider } from 'react-redux'
import { AppShell } from './app/AppShell.tsx'
import { createApp } from './app/wiring.ts'
import { createLoadCalls } from './call/loadCalls.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
const app = createApp()
const loadCalls = createLoadCalls(app)
createRoot(root).render(
  <StrictMode>
    <Provider store={app.store}>
      <AppShell loadCalls={loadCalls} onUseHere={app.connect} />
    </Provider>
  </StrictMode>,
)
