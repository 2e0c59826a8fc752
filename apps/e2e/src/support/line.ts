import type { Page } from '@playwright/test'

/** Control over the server's messages to a page. */
export interface Line {
  /** Holds all further messages back. */
  hold(): void
  /** Delivers the held messages in order, and further ones at once. */
  release(): void
}

/** Installs a line between the page and the server; call it before navigating. */
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
