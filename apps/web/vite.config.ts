import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** In development Vite serves the page and hands signalling to the server beside it. */
const server = `http://localhost:${process.env.PORT ?? 3000}`

export default defineConfig({
  plugins: [react()],
  server: {
    port: 5173,
    proxy: { '/api': server, '/socket.io': { target: server, ws: true } },
  },
  build: { target: 'es2022', manifest: true, chunkSizeWarningLimit: 600 },
})
