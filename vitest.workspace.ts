import { defineConfig } from 'vitest/config'

/** No test measures time; this ends one that hangs, also on a machine that has much else to do. Milliseconds. */
const testTimeout = 20_000

/** One Vitest run over the workspace; Vitest 4 reads this file only when named: `vitest run --config vitest.workspace.ts`. */
export default defineConfig({
  test: {
    // Nothing else runs meanwhile; Vitest leaves a processor free otherwise, which is half of two.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'node',
          testTimeout,
          // Files of one worker share their modules: loading them anew for each took most of the time. So no test leaves
          // anything behind.
          isolate: false,
          include: [
            'packages/{protocol,identity,codes,play,call,webrtc,together,client}/src/**/*.test.ts',
            'apps/server/src/**/*.test.ts',
            'apps/{sim,bench}/src/**/*.test.ts',
            'scripts/**/*.test.mjs',
          ],
        },
      },
      {
        test: {
          name: 'dom',
          testTimeout,
          environment: 'jsdom',
          include: ['packages/{react,ui}/src/**/*.test.{ts,tsx}', 'apps/web/src/**/*.test.{ts,tsx}'],
          css: { modules: { classNameStrategy: 'non-scoped' } },
        },
      },
    ],
  },
})
