/** The content of a fake description. */
export interface FakeSession {
  ufrag: string
  /** Of this end's DTLS certificate. */
  fingerprint: string
  transceivers: Array<{ mid: string; kind: 'audio' | 'video'; direction: RTCRtpTransceiverDirection }>
  /** True if there is an m-line for data channels. */
  application: boolean
  /** The DTLS role that its author offers or takes. */
  setup: 'actpass' | 'active' | 'passive'
}

/** Writes a session as something with the lines of SDP that the engine reads. */
export function writeSdp(session: FakeSession): string {
  const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0']
  const media = ['m=fake 9 UDP/TLS/RTP/SAVPF 96', `a=ice-ufrag:${session.ufrag}`]
  const own = [`a=fingerprint:sha-256 ${session.fingerprint}`, `a=setup:${session.setup}`]
  return `${[...lines, ...media, ...own, `a=x-fake:${JSON.stringify(session)}`].join('\r\n')}\r\n`
}

/** @throws OperationError for anything `writeSdp` has not written */
export function readSdp(sdp: string): FakeSession {
  const found = /^a=x-fake:(.*)\r$/m.exec(sdp)?.[1]
  if (!found) throw new DOMException('not a description', 'OperationError')
  const setup = /^a=setup:(\w+)\r$/m.exec(sdp)?.[1]
  return { ...JSON.parse(found), setup }
}
