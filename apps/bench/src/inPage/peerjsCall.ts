import { type MediaConnection, Peer } from 'peerjs'

/** How the page's peer starts. */
export interface PeerOptions {
  id: string
  /** The ID that the button calls. */
  other: string
  /** The port of PeerServer. */
  port: number
  iceServers: RTCIceServer[]
  /** True if a button must accept a call; false answers at once. */
  asks: boolean
}

declare global {
  interface Window {
    /** Resolves when calls can be placed and answered, and the own camera is shown. */
    startPeer(options: PeerOptions): Promise<void>
  }
}

/** The same constraints as Parley's. */
const constraints: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
}

function show(stream: MediaStream): void {
  const video = document.createElement('video')
  video.setAttribute('aria-label', 'Remote video')
  video.autoplay = true
  video.playsInline = true
  video.srcObject = stream
  document.body.append(video)
}

/** Shows the remote stream once, although PeerJS emits `stream` for each of its tracks. */
function showOnce(call: MediaConnection): void {
  let shown: MediaStream | null = null
  call.on('stream', (stream) => {
    if (stream !== shown) show(stream)
    shown = stream
  })
}

function ring(answer: () => void): void {
  const dialog = document.createElement('div')
  dialog.setAttribute('role', 'dialog')
  const button = document.createElement('button')
  button.textContent = 'Accept'
  button.addEventListener('click', () => {
    dialog.remove()
    answer()
  })
  dialog.append(button)
  document.body.append(dialog)
}

window.startPeer = async ({ id, other, port, iceServers, asks }) => {
  // The camera runs before the call, as Parley's does before the answer.
  const stream = await navigator.mediaDevices.getUserMedia(constraints)
  const preview = document.querySelector('video')
  if (preview) preview.srcObject = stream
  const config = { iceServers, iceTransportPolicy: 'relay' }
  const peer = new Peer(id, { host: '127.0.0.1', port, path: '/', config })
  peer.on('call', (call) => {
    const answer = () => {
      showOnce(call)
      call.answer(stream)
    }
    if (asks) ring(answer)
    else answer()
  })
  const button = document.querySelector('button')
  button?.addEventListener('click', () => showOnce(peer.call(other, stream)))
  await new Promise<void>((resolve, reject) => {
    peer.on('open', () => resolve())
    peer.on('error', reject)
  })
  button?.removeAttribute('hidden')
}
