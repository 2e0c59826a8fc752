import { defineConfig } from 'vitest/config'

/** One Vitest run over the workspace; Vitest 4 reads this file only when named: `vitest run --config vitest.workspace.ts`. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: [
            'packages/{protocol,identity,codes,call,webrtc}/src/**/*.test.ts',
            'apps/server/src/**/*.test.ts',
            'apps/sim/src/**/*.test.ts',
            'scripts/**/*.test.mjs',
          ],
        },
      },
      {
        test: {
          name: 'dom',
          environment: 'jsdom',
          include: ['packages/{react,ui}/src/**/*.test.{ts,tsx}', 'apps/web/src/**/*.test.{ts,tsx}'],
          css: { modules: { classNameStrategy: 'non-scoped' } },
        },
      },
    ],
  },
})
