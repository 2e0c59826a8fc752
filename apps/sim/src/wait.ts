/** Lets simulated time pass: `ms` milliseconds, or until `until()` is true, or until no task but polls is pending. */
export type Wait = (ms: number, until?: () => boolean) => Promise<void>
