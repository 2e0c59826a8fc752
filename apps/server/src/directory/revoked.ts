/** The values of `keys.revoked`; earlier versions wrote `REVOKED` for fallen keys, too. */
export const VALID = 0
/** Taken away by name. */
export const REVOKED = 1
/** Gone with the key that certified it. */
export const FALLEN = 2
