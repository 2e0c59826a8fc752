type Closable = { close(): unknown } | { stop(): unknown }

/** Closes everything added, newest first, when the measurement ends or fails. */
export class Teardowns implements AsyncDisposable {
  readonly #open: Closable[] = []

  add<T extends Closable>(closable: T): T {
    this.#open.push(closable)
    return closable
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const closable of this.#open.reverse()) {
      // A failure must not keep the others from closing.
      await Promise.resolve('stop' in closable ? closable.stop() : closable.close()).catch(() => undefined)
    }
  }
}
