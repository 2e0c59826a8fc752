import type { Page } from '@playwright/test'

/** What the server sends to a browser, which a test may hold back for a while. */
export interface Line {
  hold(): void
  /** Lets through what was held, in order. */
  release(): void
}

/** Puts a line between this page and the server, before the page is gone to. */
export async function holdableLine(page: Page): Promise<Line> {
  let held: (() => void)[] | null = null
  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    socket.connectToServer().onMessage((message) => {
      const pass = () => socket.send(message)
      if (held) held.push(pass)
      else pass()
    })
  })
  return {
    hold: () => {
      held = []
    },
    release: () => {
      const waiting = held ?? []
      held = null
      for (const pass of waiting) pass()
    },
  }
}
