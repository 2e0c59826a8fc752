import type { Page } from '@playwright/test'

/** The times of a page's events. Milliseconds since the epoch, on a clock that all pages of this machine share. */
export interface Observed {
  /** The last press of each button, by its name. */
  pressed: Record<string, number>
  /** When the first dialog was painted; null until then. */
  dialogAt: number | null
  /** When the first remote video frame was shown; null until then. */
  frameAt: number | null
  /** The events of the peer connections and of the connection to the server. */
  steps: { step: string; at: number }[]
}

declare global {
  interface Window {
    observed: Observed
  }
}

/**
 * Makes the page record the times of its events, in the same way for every contender. If `relayed`, peer connections
 * may only use TURN.
 */
export async function observe(page: Page, relayed: boolean): Promise<void> {
  // The compiler names functions by this helper, which a page does not have.
  await page.addInitScript({ content: 'globalThis.__name ??= (value) => value' })
  await page.addInitScript(install, relayed)
}

/** Runs in the page before its own scripts. */
function install(relayed: boolean): void {
  const now = () => performance.timeOrigin + performance.now()
  const observed: Observed = { pressed: {}, dialogAt: null, frameAt: null, steps: [] }
  window.observed = observed

  document.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null
      const name = button?.getAttribute('aria-label') ?? button?.textContent?.trim()
      if (name) observed.pressed[name] = now()
    },
    true,
  )

  const watched = new WeakSet<Element>()
  let awaited = false
  const look = () => {
    if (!awaited && document.querySelector('[role=dialog]')) {
      awaited = true
      // The frame callback runs before the next painting, the timeout in it after.
      requestAnimationFrame(() => setTimeout(() => (observed.dialogAt ??= now())))
    }
    for (const video of document.querySelectorAll<HTMLVideoElement>('video[aria-label="Remote video"]')) {
      if (watched.has(video)) continue
      watched.add(video)
      video.requestVideoFrameCallback(() => {
        observed.frameAt ??= now()
      })
    }
  }
  const changes = { childList: true, subtree: true, attributes: true, attributeFilter: ['role', 'aria-label'] }
  new MutationObserver(look).observe(document, changes)

  const step = (name: string) => void observed.steps.push({ step: name, at: now() })
  /** The event name in a message of Socket.IO or PeerJS. */
  const eventIn = (data: unknown): string | undefined =>
    typeof data === 'string' ? /^(?:42\d*\["|\{"type":")([\w-]+)/.exec(data)?.[1] : undefined
  const NativeSocket = window.WebSocket
  window.WebSocket = class extends NativeSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      this.addEventListener('message', ({ data }) => {
        const event = eventIn(data)
        if (event) step(`came ${event}`)
      })
    }
    override send(data: Parameters<WebSocket['send']>[0]): void {
      const event = eventIn(data)
      if (event) step(`sent ${event}`)
      super.send(data)
    }
  }

  const Native = window.RTCPeerConnection
  const only = (config?: RTCConfiguration): RTCConfiguration =>
    relayed ? { ...config, iceTransportPolicy: 'relay' } : { ...config }
  window.RTCPeerConnection = class extends Native {
    constructor(config?: RTCConfiguration) {
      super(only(config))
      step('connection made')
      this.addEventListener('icecandidate', ({ candidate }) =>
        step(candidate?.candidate ? 'own candidate' : 'gathered'),
      )
      this.addEventListener('iceconnectionstatechange', () => step(`ice ${this.iceConnectionState}`))
      this.addEventListener('connectionstatechange', () => step(`connection ${this.connectionState}`))
      this.addEventListener('signalingstatechange', () => step(`signaling ${this.signalingState}`))
      this.addEventListener('track', ({ track }) => {
        step(`remote ${track.kind}`)
        track.addEventListener('unmute', () => step(`remote ${track.kind} flows`))
      })
    }
    override setConfiguration(config?: RTCConfiguration): void {
      super.setConfiguration(only(config))
    }
    override async setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
      step('describes itself')
      await super.setLocalDescription(description)
    }
    override async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      step('is told of the other')
      await super.setRemoteDescription(description)
    }
    override async addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
      step('their candidate')
      await super.addIceCandidate(candidate)
    }
  }
}
