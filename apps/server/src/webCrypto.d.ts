/** Web Crypto's key as a global type, as in browsers; Node's types export it only from a module. */
type CryptoKey = import('node:crypto').webcrypto.CryptoKey
