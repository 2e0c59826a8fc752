const HOST = 'candidate:1 1 udp 2122260223 10.0.0.1 50000 typ host'
const RELAY = 'candidate:2 1 udp 41885695 192.0.2.1 3478 typ relay raddr 10.0.0.1 rport 50000'

/** The candidates of an ICE generation: one with the device's own address, and one of a TURN server. */
export const candidatesOf = (ufrag: string): string[] => [`${HOST} ufrag ${ufrag}`, `${RELAY} ufrag ${ufrag}`]

/**
 * Writes a description with only the lines that the engine reads.
 *
 * @param gathered true if a candidate was found before the description was read, as happens in browsers
 */
export function writeSdp(ufrag: string, gathered: boolean): string {
  const lines = ['v=0', `o=- ${ufrag} 2 IN IP4 127.0.0.1`, 'm=audio 9 UDP/TLS/RTP/SAVPF 111', `a=ice-ufrag:${ufrag}`]
  return `${lines.join('\r\n')}\r\n${gathered ? `a=${HOST}\r\n` : ''}`
}

/** The ICE username fragment of a description by `writeSdp`. Throws `OperationError` if there is none. */
export function ufragOf(sdp: string | undefined): string {
  const ufrag = /^a=ice-ufrag:(\S+)/m.exec(sdp ?? '')?.[1]
  if (ufrag === undefined) throw new DOMException('not a description of this browser', 'OperationError')
  return ufrag
}

/** True if the text has an address of the device itself, and not only a TURN server's. */
export const showsAddress = (text: string): boolean => /typ (?!relay)|raddr (?!0\.0\.0\.0)/.test(text)

export const holdsCandidate = (sdp: string): boolean => sdp.includes('a=candidate')
