const HOST = 'candidate:1 1 udp 2122260223 10.0.0.1 50000 typ host'
const RELAY = 'candidate:2 1 udp 41885695 192.0.2.1 3478 typ relay raddr 10.0.0.1 rport 50000'

/** The candidates of an ICE generation: the device's own address, and that of a TURN server. */
export const candidatesOf = (ufrag: string): string[] => [`${HOST} ufrag ${ufrag}`, `${RELAY} ufrag ${ufrag}`]

/**
 * A description, as much of it as the engine reads.
 *
 * @param gathered whether a candidate was there before the description was read, as a browser may have it
 */
export function writeSdp(ufrag: string, gathered: boolean): string {
  const lines = ['v=0', `o=- ${ufrag} 2 IN IP4 127.0.0.1`, 'm=audio 9 UDP/TLS/RTP/SAVPF 111', `a=ice-ufrag:${ufrag}`]
  return `${lines.join('\r\n')}\r\n${gathered ? `a=${HOST}\r\n` : ''}`
}

/** The ICE generation of a description that `writeSdp` has written. */
export function ufragOf(sdp: string | undefined): string {
  const ufrag = /^a=ice-ufrag:(\S+)/m.exec(sdp ?? '')?.[1]
  if (ufrag === undefined) throw new DOMException('not a description of this browser', 'OperationError')
  return ufrag
}

/** Whether an address of the device is in it: one that is not a TURN server's. */
export const showsAddress = (text: string): boolean => /typ (?!relay)|raddr (?!0\.0\.0\.0)/.test(text)

export const holdsCandidate = (sdp: string): boolean => sdp.includes('a=candidate')
