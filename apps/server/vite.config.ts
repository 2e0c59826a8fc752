import { defineConfig } from 'vite'

/** One file for Node: Parley's own packages are bundled from source, npm's are installed beside it. */
export default defineConfig({
  build: { ssr: 'src/main.ts', target: 'node20', outDir: 'dist', sourcemap: true },
  ssr: { noExternal: [/^@parley\//] },
})
