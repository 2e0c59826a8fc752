/** The version of this contract, sent in the handshake; the server refuses any other with `unsupportedVersion`. */
export const PROTOCOL_VERSION = 3

/** How long a call rings before it ends as `timeout`, unless the server is configured otherwise. Milliseconds. */
export const RING_MS = 45_000

/** How long a ringing call waits for a device to reconnect. Milliseconds. */
export const RETURN_MS = 10_000

/** How long an answered call may take to connect, and a connected one lack media (RFC 7675 §5.1). Milliseconds. */
export const MEDIA_LOSS_MS = 30_000

/** How long a device waits for the other after `away`, whose page may only be reloading. Milliseconds. */
export const AWAY_MS = 8_000

/** How often two devices may renew their connection in one call. */
export const MAX_ATTEMPTS = 1_000

/** The largest message either side accepts, in bytes. */
export const MAX_MESSAGE_BYTES = 64 * 1024

/** The most people in a presence list; others are found by searching. */
export const PRESENCE_LIST_SIZE = 50

/** The shortest time between two `presenceChanged` to one watcher. Milliseconds. */
export const PRESENCE_INTERVAL_MS = 1_000

/** The most remote candidates accepted for one ICE generation (RFC 8445 §19.5.1: an agent may limit them). */
export const MAX_CANDIDATES = 50

/** The most candidates kept before their description arrives. */
export const MAX_EARLY_CANDIDATES = 30

/** Candidates gathered within this time are sent in one message. Milliseconds. */
export const CANDIDATE_BATCH_MS = 50

/** How far a proof's time may be ahead of or behind the server's clock. Milliseconds. */
export const PROOF_AGE_MS = 60_000

/** The most certificates from a root to a key. */
export const MAX_CHAIN = 6

/** The most valid keys of an ID, and the most keys that it may revoke or keep by a statement. */
export const MAX_KEYS = 24

/** How long a device link is valid. Milliseconds. */
export const LINK_MS = 5 * 60_000

/** How long a call link is valid after its last use. Milliseconds. */
export const CALL_LINK_MS = 24 * 60 * 60_000

/** How long two users who met in a match do not meet again. Milliseconds. */
export const MATCH_AGAIN_MS = 60 * 60_000

/** The most IDs that a request for a match may avoid. */
export const MAX_AVOIDED = 256
