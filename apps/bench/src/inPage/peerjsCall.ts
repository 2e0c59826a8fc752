import { type MediaConnection, Peer } from 'peerjs'

export interface PeerOptions {
  id: string
  /** Whom the button calls. */
  other: string
  /** Of its server. */
  port: number
  iceServers: RTCIceServer[]
  /** Whether a person is asked before a call is taken. */
  asks: boolean
}

declare global {
  interface Window {
    /** Resolves when calls can be made and taken, and the own camera is shown. */
    startPeer(options: PeerOptions): Promise<void>
  }
}

/** What Parley asks of camera and microphone. */
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

/** PeerJS tells of a stream once for each of its tracks. */
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
  // Running before anybody calls, as Parley's is before anybody accepts.
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
