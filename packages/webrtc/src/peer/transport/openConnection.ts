import type { SessionPorts } from '../../ports.ts'

/** Opens a connection. If the browser rejects a server's URL, it opens without servers and keeps `iceTransportPolicy`. */
export function openConnection(
  ports: Pick<SessionPorts, 'createPeerConnection'>,
  config: RTCConfiguration,
): RTCPeerConnection {
  try {
    return ports.createPeerConnection(config)
  } catch {
    return ports.createPeerConnection({ ...config, iceServers: [] })
  }
}
