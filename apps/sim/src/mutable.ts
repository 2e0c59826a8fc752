/**
 * The same object with properties that its creator may write. It replaces getters in object literals: V8 gives each such
 * literal a hidden class of its own, and that class keeps the getter's closure until the next full garbage collection.
 */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
