import { defineConfig } from 'vite'

/** The program, and the one that runs in the threads of its database. */
const input = { main: 'src/main.ts', databaseWorker: 'src/directory/databaseWorker.ts' }

/**
 * Builds files for Node with Parley's own packages bundled; npm packages stay imports. All are in one folder, because the
 * program finds the other beside itself.
 */
export default defineConfig({
  build: {
    ...{ ssr: true, target: 'node20', outDir: 'dist', sourcemap: true },
    rolldownOptions: { input, output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } },
  },
  ssr: { noExternal: [/^@parley\//] },
})
