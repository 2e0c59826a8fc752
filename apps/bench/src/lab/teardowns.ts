type Closable = { close(): unknown } | { stop(): unknown }

/** What has to be ended when the measurement is over, or has failed: the newest first. */
export class Teardowns implements AsyncDisposable {
  readonly #open: Closable[] = []

  add<T extends Closable>(closable: T): T {
    this.#open.push(closable)
    return closable
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const closable of this.#open.reverse()) {
      // The others are to be ended all the same.
      await Promise.resolve('stop' in closable ? closable.stop() : closable.close()).catch(() => undefined)
    }
  }
}
