/**
 * What its owner may change and nobody else. A getter of a literal would cost each of many a hidden class of its own, which
 * keeps all that it closes over until the next full garbage collection.
 */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
