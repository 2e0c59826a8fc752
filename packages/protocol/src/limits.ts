/** The version of this contract, sent in the handshake; a server refuses any other with `unsupportedVersion`. */
export const PROTOCOL_VERSION = 3

/** How long a call rings before it ends as `timeout`, unless the server is configured otherwise. Milliseconds. */
export const RING_MS = 45_000

/** How long a device that lost its socket while a call rings has to come back. Milliseconds. */
export const RETURN_MS = 10_000

/** How long an accepted call may take to connect, and a connected one may stay without media (RFC 7675 §5.1 consent). Milliseconds. */
export const MEDIA_LOSS_MS = 30_000

/** How long somebody is waited for whose page has said that it goes: it may have been reloaded. Milliseconds. */
export const AWAY_MS = 8_000

/** How often two devices may connect anew in one call. */
export const MAX_ATTEMPTS = 1_000

/** The largest message either side accepts, in bytes. */
export const MAX_MESSAGE_BYTES = 64 * 1024

/** How many people a presence list holds; the rest is found by searching. */
export const PRESENCE_LIST_SIZE = 50

/** At most one `presenceChanged` per watcher in this time. Milliseconds. */
export const PRESENCE_INTERVAL_MS = 1_000

/** Candidates accepted for one ICE generation of the remote side (RFC 8445 §19.5.1: an agent may limit them). */
export const MAX_CANDIDATES = 50

/** Candidates kept while their description has not arrived. */
export const MAX_EARLY_CANDIDATES = 30

/** Candidates gathered within this time travel in one message. Milliseconds. */
export const CANDIDATE_BATCH_MS = 50

/** How far a proof's time may be from the server's clock, either way. Milliseconds. */
export const PROOF_AGE_MS = 60_000

/** How many certificates may lead from a root to a key. */
export const MAX_CHAIN = 6

/** How many keys an ID may have that count, and as many that count no more. */
export const MAX_KEYS = 24

/** How long a link for one more device can be used. Milliseconds. */
export const LINK_MS = 5 * 60_000

/** How long a call link can be used after the last one has left it. Milliseconds. */
export const CALL_LINK_MS = 24 * 60 * 60_000

/** How long two who have met do not meet again. Milliseconds. */
export const MATCH_AGAIN_MS = 60 * 60_000

/** How many IDs somebody who is ready for a match can name that it must not be. */
export const MAX_AVOIDED = 256
