/** Lets every promise that is ready run, and those that become ready by it. */
export async function flush(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve()
}
