import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

/** In development Vite serves the page and hands signalling to the server beside it. */
const server = `http://localhost:${process.env.PORT ?? 3000}`

/**
 * Takes an answer of 5xx to a navigation for none: while Parley is away its reverse proxy answers 502, 503 or 504. Written into the
 * service worker as it stands here, so it may name nothing outside.
 */
const refuseFailure = async ({ response }: { response: Response }): Promise<Response> => {
  if (response.status >= 500) throw new Error(`the server is away: ${response.status}`)
  return response
}

/**
 * Keeps the app for when its server cannot be reached. With a server there is always the server's page: a page that was
 * kept may speak an old version of the protocol, so it is only used when no server answers.
 */
const offline = VitePWA({
  // The app registers it by itself, when there is time.
  injectRegister: false,
  includeManifestIcons: false,
  manifest: {
    name: 'Parley',
    short_name: 'Parley',
    description: 'Direct audio and video calls between browsers.',
    start_url: './',
    scope: './',
    display: 'standalone',
    theme_color: '#f6f4f0',
    background_color: '#f6f4f0',
    icons: [
      { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
      { src: 'icon-maskable.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'maskable' },
      // For systems that install no drawing.
      { src: 'icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
      { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  },
  workbox: {
    // The page, its code and its Latin type: what is not here is fetched as ever.
    globPatterns: ['index.html', '*.svg', 'assets/*.{js,css}', 'assets/inter-latin-wght-*.woff2'],
    // Of no use without a server.
    globIgnores: ['assets/{Join,JoinScreen,Recover}-*'],
    // Named after their content, so that what is the same is not asked for again.
    dontCacheBustURLsMatching: /assets\//,
    cleanupOutdatedCaches: true,
    // Also the page of the first visit fetches from it what it has not needed yet. A newer worker waits for the last page of
    // the older to go: what that one keeps may still be asked for.
    clientsClaim: true,
    skipWaiting: false,
    sourcemap: false,
    // No answer from the shelf for a navigation: see below.
    navigateFallback: null,
    directoryIndex: null,
    runtimeCaching: [
      {
        urlPattern: ({ request, url }) =>
          request.mode === 'navigate' && !/\/(?:api|socket\.io|healthz)(?:\/|$)/.test(url.pathname),
        handler: 'NetworkOnly',
        options: {
          plugins: [{ fetchDidSucceed: refuseFailure }],
          precacheFallback: { fallbackURL: 'index.html' },
        },
      },
    ],
  },
})

export default defineConfig({
  // Wherever in a host the page is put, also by a plain file host.
  base: './',
  plugins: [react(), offline],
  server: {
    port: 5173,
    proxy: { '/api': server, '/socket.io': { target: server, ws: true } },
  },
  build: { target: 'es2022', manifest: true, chunkSizeWarningLimit: 600 },
})
