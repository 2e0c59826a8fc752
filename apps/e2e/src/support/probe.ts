/**
 * Runs in the page before Parley's scripts: records every peer connection, audio context and media track, so that a
 * test can read what really flows and what is open. It changes their behaviour in one thing: the camera gives a small
 * picture and the microphone unprocessed sound, which prove as much and cost half as much of the processor.
 */
export function installProbe(): void {
  const connections: RTCPeerConnection[] = []
  const tracks: MediaStreamTrack[] = []
  const prompts: MediaStreamConstraints[] = []
  const contexts: AudioContext[] = []
  const copies: MediaStreamTrack[] = []

  const held = (): Held => ({
    liveTracks: [...tracks, ...copies].filter(({ readyState }) => readyState === 'live').length,
    openConnections: connections.filter(({ connectionState }) => connectionState !== 'closed').length,
    openAudioContexts: contexts.filter(({ state }) => state !== 'closed').length,
  })
  function statsOf(connection: RTCPeerConnection): Promise<RTCStatsReport | null> {
    // Firefox never answers for a connection that is closed meanwhile.
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), 1_000))
    return Promise.race([connection.getStats(), late])
  }
  async function read(): Promise<MediaReport> {
    const flow = { framesDecoded: 0, audioEnergy: 0, framesSent: 0 }
    for (const connection of connections) {
      if (connection.connectionState === 'closed') continue
      for (const stat of (await statsOf(connection))?.values() ?? []) {
        if (stat.type === 'inbound-rtp' && stat.kind === 'video') flow.framesDecoded += stat.framesDecoded ?? 0
        if (stat.type === 'inbound-rtp' && stat.kind === 'audio') flow.audioEnergy += stat.totalAudioEnergy ?? 0
        if (stat.type === 'outbound-rtp' && stat.kind === 'video') flow.framesSent += stat.framesSent ?? 0
      }
    }
    const cameras = [...tracks, ...copies].filter(({ kind, readyState }) => kind === 'video' && readyState === 'live')
    const ever = { everConnections: connections.length, prompts: prompts.length }
    return { ...flow, ...held(), ...ever, liveCameras: cameras.length }
  }
  const probe: Probe = { connections, tracks, copies, prompts, contexts, held, statsOf, read }
  Object.assign(window, { probe })

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
    const { audio, video } = constraints
    const small = { width: { ideal: 320 }, height: { ideal: 180 } }
    const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
    const asked = { ...constraints }
    if (video) asked.video = { ...(video === true ? {} : video), ...small }
    if (audio) asked.audio = { ...(audio === true ? {} : audio), ...raw }
    const stream = await getUserMedia(asked)
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

/** The recorded objects of a page. */
export interface Probe {
  connections: RTCPeerConnection[]
  tracks: MediaStreamTrack[]
  /** The tracks created by `clone()`; each must be stopped by itself. */
  copies: MediaStreamTrack[]
  prompts: MediaStreamConstraints[]
  contexts: AudioContext[]
  held(): Held
  /** The statistics of this connection; null if the browser does not give them within a second. */
  statsOf(connection: RTCPeerConnection): Promise<RTCStatsReport | null>
  read(): Promise<MediaReport>
}

declare global {
  interface Window {
    probe: Probe
  }
}

/** The number of open objects of a page. */
export interface Held {
  liveTracks: number
  openConnections: number
  openAudioContexts: number
}

/** The media that a page receives and sends, and its open objects. */
export interface MediaReport extends Held {
  framesDecoded: number
  audioEnergy: number
  framesSent: number
  liveCameras: number
  /** How many connections the page has created, including closed ones. */
  everConnections: number
  prompts: number
}

/** Evaluated in the page: reads the probe. */
export const readProbe = (): Promise<MediaReport> => window.probe.read()

/** Evaluated in the page: waits until nothing is open, at most `ms` milliseconds. Resolves with what still is. */
export async function readHeldWithin(ms: number): Promise<Held> {
  const until = performance.now() + ms
  const holdsNothing = () => Object.values(window.probe.held()).every((count) => count === 0)
  while (!holdsNothing() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
  return window.probe.held()
}

/** Each counter must grow by more than `by`, within this many milliseconds, on a page opened after `openedAfter`. */
export interface Growth {
  by: Partial<Record<'framesDecoded' | 'audioEnergy', number>>
  within: number
  openedAfter: number
}

/**
 * Evaluated in the page: the time at which all counters have grown since the call, or null if they have not in time. If
 * another connection replaces this one, counting starts again.
 */
export async function whenGrown({ by, within, openedAfter }: Growth): Promise<number | null> {
  const until = performance.now() + within
  const least: Growth['by'] = {}
  while (performance.now() < until) {
    const now = await window.probe.read()
    let all = performance.timeOrigin > openedAfter
    for (const what of ['framesDecoded', 'audioEnergy'] as const) {
      least[what] = Math.min(least[what] ?? now[what], now[what])
      if (now[what] - least[what] <= (by[what] ?? -1)) all = false
    }
    if (all) return Date.now()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return null
}

/** Evaluated in the page: describes the states and packets of each connection, open or closed, in one line. */
export async function describeConnections(): Promise<string[]> {
  const describe = async (connection: RTCPeerConnection) => {
    const { connectionState, iceConnectionState, iceGatheringState, signalingState } = connection
    const counted: string[] = []
    for (const stat of (await window.probe.statsOf(connection))?.values() ?? []) {
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
