import { defineConfig } from 'vite'

/** One file for Node with everything in it, so that a run spends its time on the simulation. */
export default defineConfig({
  build: { ssr: 'src/main.ts', target: 'node20', outDir: 'dist' },
  define: { 'process.env.NODE_ENV': '"production"' },
  ssr: { noExternal: true, external: ['fast-check'] },
})
