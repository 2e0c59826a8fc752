import type { SessionPorts } from '../../ports.ts'

/** A new connection. A server's address this browser does not accept must not cost the call, nor show what only a relay may. */
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
