type Listener = (event: never) => void

/** An `EventTarget` without capturing, bubbling and `Event` objects, which would be most of an event's cost here. */
export class Emitter {
  readonly #listeners: { type: string; listener: Listener }[] = []

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.push({ type, listener })
  }

  removeEventListener(type: string, listener: Listener): void {
    const index = this.#listeners.findIndex((known) => known.type === type && known.listener === listener)
    if (index >= 0) this.#listeners.splice(index, 1)
  }

  dispatchEvent(event: { readonly type: string }): boolean {
    for (const { type, listener } of [...this.#listeners]) if (type === event.type) listener(event as never)
    return true
  }
}
