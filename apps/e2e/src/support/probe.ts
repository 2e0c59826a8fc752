/**
 * Runs in the page before Parley does: notes every connection, every audio context and every track of camera,
 * microphone and screen, so that a test can ask what really flows and what is really open. Changes nothing.
 */
export function installProbe(): void {
  const connections: RTCPeerConnection[] = []
  const tracks: MediaStreamTrack[] = []
  const prompts: MediaStreamConstraints[] = []
  const contexts: AudioContext[] = []
  const copies: MediaStreamTrack[] = []
  Object.assign(window, { probe: { connections, tracks, copies, prompts, contexts } })

  const Native = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Native {
    constructor(config?: RTCConfiguration) {
      super(config)
      connections.push(this)
    }
  }
  const NativeContext = window.AudioContext
  window.AudioContext = class extends NativeContext {
    constructor(options?: AudioContextOptions) {
      super(options)
      contexts.push(this)
    }
  }
  const clone = MediaStreamTrack.prototype.clone
  MediaStreamTrack.prototype.clone = function () {
    const copy = clone.call(this)
    copies.push(copy)
    return copy
  }
  const devices = navigator.mediaDevices
  if (!devices) return
  const getUserMedia = devices.getUserMedia.bind(devices)
  devices.getUserMedia = async (constraints = {}) => {
    prompts.push(constraints)
    const stream = await getUserMedia(constraints)
    tracks.push(...stream.getTracks())
    return stream
  }
  const getDisplayMedia = devices.getDisplayMedia?.bind(devices)
  devices.getDisplayMedia = async (options) => {
    const stream = await getDisplayMedia(options)
    tracks.push(...stream.getTracks())
    return stream
  }
}

export interface Probe {
  connections: RTCPeerConnection[]
  tracks: MediaStreamTrack[]
  /** Made by `clone()`; each has to be stopped by itself. */
  copies: MediaStreamTrack[]
  prompts: MediaStreamConstraints[]
  contexts: AudioContext[]
}

declare global {
  interface Window {
    probe: Probe
  }
}

/** What a page receives, sends and holds open, right now. */
export interface MediaReport {
  framesDecoded: number
  audioEnergy: number
  framesSent: number
  liveTracks: number
  liveCameras: number
  openConnections: number
  /** Connections made since the page was opened, also those that are closed. */
  everConnections: number
  openAudioContexts: number
  prompts: number
}

/** Evaluated in the page. */
export async function readProbe(): Promise<MediaReport> {
  const { connections, tracks, copies, prompts, contexts } = window.probe
  const open = connections.filter(({ connectionState }) => connectionState !== 'closed')
  const report = { framesDecoded: 0, audioEnergy: 0, framesSent: 0 }
  for (const connection of open) {
    for (const stat of (await connection.getStats()).values()) {
      if (stat.type === 'inbound-rtp' && stat.kind === 'video') report.framesDecoded += stat.framesDecoded ?? 0
      if (stat.type === 'inbound-rtp' && stat.kind === 'audio') report.audioEnergy += stat.totalAudioEnergy ?? 0
      if (stat.type === 'outbound-rtp' && stat.kind === 'video') report.framesSent += stat.framesSent ?? 0
    }
  }
  const live = [...tracks, ...copies].filter(({ readyState }) => readyState === 'live')
  return {
    ...report,
    liveTracks: live.length,
    liveCameras: live.filter(({ kind }) => kind === 'video').length,
    openConnections: open.length,
    everConnections: connections.length,
    openAudioContexts: contexts.filter(({ state }) => state !== 'closed').length,
    prompts: prompts.length,
  }
}

/** Evaluated in the page: a line for each connection, open or closed, that says how far it has come. */
export async function describeConnections(): Promise<string[]> {
  const describe = async (connection: RTCPeerConnection) => {
    const { connectionState, iceConnectionState, iceGatheringState, signalingState } = connection
    const counted: string[] = []
    for (const stat of (await connection.getStats()).values()) {
      if (stat.type === 'inbound-rtp') counted.push(`${stat.kind} in ${stat.packetsReceived}`)
      if (stat.type === 'outbound-rtp') counted.push(`${stat.kind} out ${stat.packetsSent}`)
      if (stat.type === 'candidate-pair') counted.push(`pair ${stat.state}`)
      if (stat.type === 'local-candidate') counted.push(`own ${stat.candidateType}`)
      if (stat.type === 'remote-candidate') counted.push(`their ${stat.candidateType}`)
    }
    const states = [connectionState, iceConnectionState, iceGatheringState, signalingState]
    return `${states.join(', ')}: ${counted.join(', ')}`
  }
  return Promise.all(window.probe.connections.map(describe))
}
