/** The roles of the two sides of a DTLS association (RFC 8842 §5.2). */
type DtlsRole = 'active' | 'passive'

/** The part of a connection that tells what was negotiated last. */
export type Negotiated = Pick<RTCPeerConnection, 'currentLocalDescription' | 'currentRemoteDescription'>

const opposite: Record<DtlsRole, DtlsRole> = { active: 'passive', passive: 'active' }

/** The role that a description claims for its author; null if it leaves the choice to the answer. */
function claimed(description: RTCSessionDescription | null): DtlsRole | null {
  // The first section's transport is the one that all share (RFC 9143 §7.2.1).
  const setup = /^a=setup:(\w+)/m.exec(description?.sdp ?? '')?.[1]
  return setup === 'active' || setup === 'passive' ? setup : null
}

/**
 * A later offer with the role that its author has already, instead of the choice `actpass`, so that whatever browser
 * answers it keeps its own. RFC 8842 §5.5 demands that of an answer while the association lives; Firefox answers
 * `active` all the same, and the other side cannot apply that.
 *
 * @param sdp the offer of the other side; the first offer of a connection stays as it is
 */
export function keepRole(sdp: string, { currentLocalDescription, currentRemoteDescription }: Negotiated): string {
  const own = claimed(currentLocalDescription)
  const theirs = claimed(currentRemoteDescription) ?? (own && opposite[own])
  return theirs ? sdp.replaceAll(/^a=setup:actpass(?=\r?$)/gm, `a=setup:${theirs}`) : sdp
}
