import { defineConfig } from 'vite'

/** Builds one file for Node with Parley's own packages bundled; npm packages stay imports. */
export default defineConfig({
  build: { ssr: 'src/main.ts', target: 'node20', outDir: 'dist', sourcemap: true },
  ssr: { noExternal: [/^@parley\//] },
})
