/** A key of Web Crypto, which Node has as browsers do; its types name it only inside a module. */
type CryptoKey = import('node:crypto').webcrypto.CryptoKey
