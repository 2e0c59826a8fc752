/**
 * The version of this contract, sent in the handshake. The server refuses any other with `unsupportedVersion`; a device
 * of the one before may go on with its call (`isPreviousVersion`).
 */
export const PROTOCOL_VERSION = 5

/** How long a call rings before it ends as `timeout`, unless the server is configured otherwise. Milliseconds. */
export const RING_MS = 45_000

/** The longest that a server may let a call ring. Milliseconds. */
export const MAX_RING_MS = 600_000

/** How long a ringing call waits for a device to reconnect. Milliseconds. */
export const RETURN_MS = 10_000

/** How long a ringing call waits for a callee whose last device has gone: a page may be reloading, a network changing. Milliseconds. */
export const GONE_MS = 20_000

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

/** The most candidates sent and accepted for one ICE generation (RFC 8445 §19.5.1: an agent may limit them). */
export const MAX_CANDIDATES = 50

/** How many of these places are kept for server-reflexive candidates, and how many for relayed ones. */
export const RESERVED_CANDIDATES = 12

/** The most ICE generations of which candidates are kept before their description arrives. */
export const MAX_EARLY_GENERATIONS = 4

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

/**
 * The most calls that ring for one person at once. Beyond it the server silences the oldest that a device has ignored, and
 * tells a device of the oldest.
 */
export const MAX_INVITATIONS = 16

/**
 * How long a call to somebody in another call waits until the device of that call says that it rings or that its person is
 * busy. Milliseconds.
 */
export const ENGAGED_MS = 3_000
