/**
 * Resolves once every promise that can settle has: asked for in a microtask, Node runs this when no other is left, and
 * an event loop's turn is not needed for it.
 */
export const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))
