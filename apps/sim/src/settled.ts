/**
 * Resolves once every promise that can settle has settled. Must be called in a microtask: Node runs a `nextTick`
 * callback after the last of them. Costs no turn of the event loop.
 */
export const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))
