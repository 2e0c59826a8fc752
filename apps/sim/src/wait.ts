/** Lets time pass, at most until this is so, and no longer than anything can follow from what has happened. */
export type Wait = (ms: number, until?: () => boolean) => Promise<void>
